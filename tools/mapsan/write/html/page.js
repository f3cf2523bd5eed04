'use strict';
// The page. All text comes from programs under test: it goes into the document as
// text and never as markup. The list keeps only the rows that are in view.
const data = JSON.parse(document.getElementById('data').textContent);
const rowHeight = 64;
const byId = (id) => document.getElementById(id);
const list = byId('list'), rows = byId('rows'), detail = byId('detail');
let shown = data.races;
let chosen = 0;

function make(tag, attributes, ...children) {
  const svg = ['svg', 'g', 'line', 'rect', 'circle', 'path', 'text', 'title'].includes(tag);
  const node = svg ? document.createElementNS('http://www.w3.org/2000/svg', tag) : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {}))
    node.setAttribute(name, value);
  for (const child of children.flat(Infinity))
    if (child !== null && child !== undefined)
      node.append(child);
  return node;
}

const inside = (path) => data.root && path.startsWith(data.root + '/') ? path.slice(data.root.length + 1) : path;

function place(at) {
  if (at.file)
    return inside(at.file) + (at.line ? ':' + at.line + (at.column ? ':' + at.column : '') : '');
  return at.module ? at.module + '+' + at.offset : '';
}
const placeOf = (side) => place(side) || place(side.stack.frames[0] || {}) || side.function || '??';
const mapName = (map) => map.name || map.type || map.address;

function threadName(race, number) {
  const thread = race.threads.find((one) => one.number === number) || {};
  return thread.main ? 'main thread' : 'T' + number + (thread.name ? " '" + thread.name + "'" : '');
}

const writes = (side) => !['none', 'read', 'read-all', 'iterate'].includes(side.effect);
function role(side) {
  const word = {iterate: 'Iteration', destroy: 'Destruction', construct: 'Construction'}[side.effect] ||
      (writes(side) ? 'Write' : 'Read');
  return side.previous ? 'Previous ' + word.toLowerCase() : word;
}

function locks(race, side) {
  if (!side.locks)
    return 'not known';
  return side.locks.map((index) => {
    const lock = race.locks[index] || {};
    const taken = lock.taken ? ', taken at ' + place(lock.taken) : '';
    return 'M' + lock.number + (lock.name ? " '" + lock.name + "'" : '') + (lock.shared ? ' for reading' : '') + taken;
  }).join('; ') || 'none';
}

// ---- the list

// What a search looks at, made when the first search asks.
const textOf = new Map();
function searchText(one) {
  if (!textOf.has(one)) {
    const race = one.race;
    const frames = race.sides.flatMap((side) => side.stack.frames.map((at) => at.function + ' ' + (at.file || '')));
    textOf.set(one, [race.title, race.fingerprint, race.map.name, race.map.type, ...one.tests, ...frames]
        .join('\n').toLowerCase());
  }
  return textOf.get(one);
}

const filters = {
  title: (one) => [one.race.title],
  type: (one) => [one.race.map.type || ''],
  file: (one) => one.race.sides.map((side) => inside(side.file || '')),
  evidence: (one) => [one.race.evidence],
  state: (one) => [one.state],
};

function fillFilters() {
  for (const [id, valuesOf] of Object.entries(filters)) {
    const counts = new Map();
    for (const one of data.races)
      for (const value of new Set(valuesOf(one)))
        counts.set(value, (counts.get(value) || 0) + 1);
    byId(id).append(make('option', {value: ''}, 'all'));
    for (const value of [...counts.keys()].sort())
      if (value)
        byId(id).append(make('option', {value}, value + ' (' + counts.get(value) + ')'));
    byId(id).addEventListener('change', filter);
  }
}

function filter() {
  const words = byId('search').value.toLowerCase().split(/\s+/).filter(Boolean);
  const wanted = Object.entries(filters).filter(([id]) => byId(id).value);
  const before = shown[chosen];
  shown = data.races.filter((one) =>
    wanted.every(([id, valuesOf]) => valuesOf(one).includes(byId(id).value)) &&
    words.every((word) => searchText(one).includes(word)));
  byId('total').textContent = shown.length === data.races.length ?
      shown.length + (shown.length === 1 ? ' race' : ' races') : shown.length + ' of ' + data.races.length + ' races';
  rows.style.height = shown.length * rowHeight + 'px';
  choose(Math.max(0, shown.indexOf(before)));
}

function row(one, index) {
  const race = one.race;
  const node = make('div', {'class': 'row', role: 'option', id: 'row' + index, 'aria-selected': index === chosen,
    'aria-setsize': shown.length, 'aria-posinset': index + 1},
  make('div', {}, make('span', {'class': 'state ' + one.state}, one.state), mapName(race.map) + '  ×' + one.count),
  make('div', {}, race.title + ' (' + race.evidence + ')'),
  make('div', {'class': 'places'}, race.sides.map(placeOf).join(' ↔ ')));
  node.style.top = index * rowHeight + 'px';
  node.style.lineHeight = '18px';
  node.addEventListener('click', () => choose(index));
  return node;
}

function drawRows() {
  const first = Math.max(0, Math.floor(list.scrollTop / rowHeight) - 4);
  const last = Math.min(shown.length, Math.ceil((list.scrollTop + list.clientHeight) / rowHeight) + 4);
  const nodes = [];
  for (let i = first; i < last; ++i)
    nodes.push(row(shown[i], i));
  rows.replaceChildren(...nodes);
}

function choose(index) {
  chosen = Math.max(0, Math.min(index, shown.length - 1));
  const top = chosen * rowHeight;
  if (top < list.scrollTop)
    list.scrollTop = top;
  else if (top + rowHeight > list.scrollTop + list.clientHeight)
    list.scrollTop = top + rowHeight - list.clientHeight;
  drawRows();
  list.setAttribute('aria-activedescendant', shown.length ? 'row' + chosen : '');
  showRace();
}

// ---- one race

function snippet(source) {
  if (!source)
    return null;
  const lines = [];
  source.lines.forEach((text, i) => {
    const number = String(source.first + i).padStart(5);
    const isHere = source.first + i === source.line;
    lines.push(make('span', isHere ? {'class': 'here'} : {}, number + '  ' + text), '\n');
    if (isHere && source.column !== undefined)
      lines.push(make('span', {'class': 'caret'}, ' '.repeat(7 + source.column) + '^'), '\n');
  });
  return make('pre', {tabindex: 0, 'aria-label': 'Source'}, lines);
}

const isLibrary = (at) => /^\/(usr|lib|lib64|opt)\//.test(at.file || at.module || '/usr/');
function frames(stack) {
  return make('ol', {start: 0}, stack.frames.map((at) =>
    make('li', isLibrary(at) ? {'class': 'library'} : {}, make('code', {}, at.function || '??'),
      make('span', {'class': 'place'}, place(at)))));
}

function column(race, side, source) {
  return make('section', {'class': 'side', 'aria-label': role(side)},
    make('h3', {}, role(side) + ' by ' + threadName(race, side.thread)),
    make('div', {'class': 'operation'}, side.operation),
    make('dl', {}, make('dt', {}, 'Locks held'), make('dd', {}, locks(race, side))),
    snippet(source), frames(side.stack), side.stack.ended ? make('p', {}, '(' + side.stack.ended + ')') : null);
}

// Each thread a lane, time to the right: creation, lock, operation, unlock. Solid
// lines are order that is known; the dashed one is what is missing.
function timeline(race) {
  const numbers = [];
  const add = (number) => { if (number !== undefined && !numbers.includes(number)) numbers.push(number); };
  race.threads.filter((one) => one.main).forEach((one) => add(one.number));
  [...race.sides].reverse().forEach((side) => add(side.thread));
  const y = (number) => 30 + numbers.indexOf(number) * 46;
  const overlap = race.evidence === 'overlap';
  const svg = make('svg', {viewBox: '0 0 800 ' + (numbers.length * 46 + 30), role: 'img',
    'aria-label': 'Timeline of the threads'});
  const label = (x, at, text, kind) => svg.append(make('text', {x, y: at, 'class': kind || ''}, text));
  for (const number of numbers) {
    svg.append(make('line', {x1: 150, x2: 780, y1: y(number), y2: y(number), 'class': 'lane'}));
    label(0, y(number) + 4, threadName(race, number).slice(0, 22));
  }
  race.threads.forEach((thread) => {
    if (thread.main || !numbers.includes(thread.number) || !numbers.includes(thread.creator))
      return;
    const x = 170 + numbers.indexOf(thread.number) * 18;
    svg.append(make('line', {x1: x, x2: x, y1: y(thread.creator), y2: y(thread.number), 'class': 'known'}));
    label(x + 4, y(thread.number) - 8, 'created', 'dim');
  });
  const points = [...race.sides].reverse().map((side, i) => {
    const x = overlap ? 400 + i * 50 : 300 + i * 280;
    const width = overlap ? 130 : 70;
    if (side.locks && side.locks.length) {
      svg.append(make('rect', {x: x - 26, y: y(side.thread) - 14, width: width + 52, height: 28, rx: 4, 'class': 'lock'}));
      label(x + width + 32, y(side.thread) + 4, 'M' + (race.locks[side.locks[0]] || {}).number, 'dim');
    }
    svg.append(make('rect', {x, y: y(side.thread) - 9, width, height: 18, rx: 3, 'class': writes(side) ? 'write' : 'read'}));
    label(x, y(side.thread) + 24, (side.method || side.effect).slice(0, 24));
    return {x: x + width / 2, y: y(side.thread)};
  });
  if (points.length === 2 && points[0].y !== points[1].y) {
    svg.append(make('line', {x1: points[0].x, y1: points[0].y, x2: points[1].x, y2: points[1].y, 'class': 'missing'}));
    label((points[0].x + points[1].x) / 2 + 8, (points[0].y + points[1].y) / 2 + 12,
      overlap ? 'at the same time' : 'no order known', 'bad');
  }
  return svg;
}

function creations(race) {
  const parts = [];
  const add = (title, stack) => {
    if (stack && stack.frames.length)
      parts.push(make('details', {}, make('summary', {}, title), frames(stack)));
  };
  race.threads.forEach((one) => add(threadName(race, one.number) + ' created', one.creation));
  add('Map created', race.map.creation);
  return parts;
}

function showRace() {
  const one = shown[chosen];
  if (!one) {
    detail.replaceChildren(make('p', {}, data.races.length ? 'No race is left by these filters.' : 'No races.'));
    return;
  }
  const race = one.race, map = race.map;
  const facts = [['Map', mapName(map) + (map.file ? ' (' + place(map) + ')' : '') + (map.type ? ', ' + map.type : '')],
    ['Evidence', race.evidence + (race.evidenceDetail ? ': ' + race.evidenceDetail : '')],
    ['Seen', one.count + (one.count === 1 ? ' process' : ' processes')],
    ['Tests', one.tests.join(', ')],
    ['Accepted', one.accepted ? one.accepted.owner + ': ' + one.accepted.reason +
      (one.accepted.expires ? ' (until ' + one.accepted.expires + ')' : '') : ''],
    ['Program', race.executable || ''], ['Fingerprint', race.fingerprint],
    ...(race.notes || []).map((note) => ['Note', note])];
  detail.replaceChildren(
    make('h2', {}, race.title), make('span', {'class': 'state ' + one.state}, one.state),
    make('dl', {}, facts.filter(([, text]) => text).map(([name, text]) =>
      [make('dt', {}, name), make('dd', {}, text)])),
    make('div', {'class': 'sides'}, race.sides.map((side, i) => column(race, side, one.sources[i]))),
    timeline(race), ...creations(race));
  detail.scrollTop = 0;
  history.replaceState(null, '', '#' + race.fingerprint);
}

// ---- keys

document.addEventListener('keydown', (event) => {
  const isTyping = ['INPUT', 'SELECT'].includes(document.activeElement.tagName);
  if (event.ctrlKey || event.altKey || event.metaKey)
    return;
  const page = Math.max(1, Math.floor(list.clientHeight / rowHeight) - 1);
  const inList = document.activeElement === list;
  const moves = {j: 1, k: -1};
  if (inList)
    Object.assign(moves, {ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -1e9, End: 1e9});
  if (event.key === 'Escape') {
    list.focus();
  } else if (!isTyping && event.key === '/') {
    byId('search').focus();
    byId('search').select();
  } else if (!isTyping && event.key in moves) {
    choose(chosen + moves[event.key]);
  } else if (event.key === 'Enter' && (inList || document.activeElement === byId('search'))) {
    detail.focus();
  } else {
    return;
  }
  event.preventDefault();
});

document.querySelector('form').addEventListener('submit', (event) => event.preventDefault());
byId('search').addEventListener('input', filter);
list.addEventListener('scroll', drawRows);
window.addEventListener('resize', drawRows);
byId('exercise').textContent = data.exercise;
fillFilters();
const linked = data.races.findIndex((one) => '#' + one.race.fingerprint === location.hash);
filter();
if (linked > 0)
  choose(linked);
list.focus();
