'use strict';
// What a page of `mapsan report --format=html` must do. Works with the page's own
// elements and real events; the verdict goes into the document, where
// tests/browser/run reads it.
(() => {
  const problems = [];
  const is = (what, found, wanted) => {
    if (found !== wanted)
      problems.push(what + ': ' + found + ', not ' + wanted);
  };
  const at = (id) => document.getElementById(id);
  const press = (key) => (document.activeElement || document.body).dispatchEvent(
    new KeyboardEvent('keydown', {key, bubbles: true, cancelable: true}));
  const position = () => Number(document.querySelector('[aria-selected=true]').getAttribute('aria-posinset'));
  const set = (id, value, event) => {
    at(id).value = value;
    const begin = performance.now();
    at(id).dispatchEvent(new Event(event));
    return performance.now() - begin;
  };
  const count = JSON.parse(at('data').textContent).races.length;

  // Nothing of the program under test became markup.
  is('images', document.images.length, 0);
  is('scripts', document.scripts.length, 3);
  is('policy', document.querySelectorAll('meta[http-equiv=Content-Security-Policy]').length, 1);

  // The list.
  is('total', at('total').textContent, count + ' races');
  const rows = document.querySelectorAll('[role=option]').length;
  is('few rows are drawn', rows > 0 && rows < 60, true);
  is('size of the set', document.querySelector('[role=option]').getAttribute('aria-setsize'), String(count));
  is('both sides', document.querySelectorAll('.side').length, 2);
  is('a timeline', document.querySelectorAll('main svg .write, main svg .read').length, 2);
  const drawn = (what) => document.querySelectorAll('main svg .' + what).length;
  is('a lane for each thread', drawn('lane'), 3);
  is('who created whom is known', drawn('known'), 1);
  is('the lock that one side held', drawn('lock'), 1);
  is('the order that is missing', drawn('missing'), 1);
  is('facts are text', at('detail').textContent.includes('[object'), false);

  // Keys.
  is('focus', document.activeElement.id, 'list');
  press('j');
  is('j', position(), 2);
  press('ArrowDown');
  press('k');
  is('k', position(), count > 2 ? 2 : 1);
  press('End');
  is('End', position(), count);
  is('active descendant', document.getElementById(at('list').getAttribute('aria-activedescendant')) !== null, true);
  press('Home');
  is('Home', position(), 1);
  press('Enter');
  is('Enter', document.activeElement.id, 'detail');
  press('/');
  is('/', document.activeElement.id, 'search');
  press('j');
  is('j in the search is a letter', position(), 1);
  press('Escape');
  is('Escape', document.activeElement.id, 'list');

  // Search and filters; times are for a reader who types.
  let slowest = set('search', 'store1 put', 'input');
  is('search', /^\d+ of \d+ races$|^2 races$/.test(at('total').textContent), true);
  slowest = Math.max(slowest, set('search', 'no such race', 'input'));
  is('nothing found', at('detail').textContent, 'No race is left by these filters.');
  slowest = Math.max(slowest, set('search', '', 'input'));
  is('all again', at('total').textContent, count + ' races');
  if (count > 100) {
    slowest = Math.max(slowest, set('evidence', 'overlap', 'change'));
    is('evidence', at('total').textContent, Math.ceil(count / 3) + ' of ' + count + ' races');
    set('title', 'concurrent map writes', 'change');
    is('two filters', parseInt(at('total').textContent), Math.ceil(count / 6));
    set('title', '', 'change');
    set('evidence', '', 'change');
  }
  is('fast enough (' + Math.round(slowest) + ' ms)', slowest < 500, true);

  // Accessibility, the basics.
  is('language', document.documentElement.lang, 'en');
  for (const control of document.querySelectorAll('input, select'))
    is('label of ' + control.id, control.labels.length, 1);
  for (const [selector, role] of [['#list', 'listbox'], ['form', 'search'], ['#total', 'status'], ['svg', 'img']])
    is('role of ' + selector, document.querySelector(selector).getAttribute('role'), role);
  for (const named of document.querySelectorAll('main, section, svg, [role=listbox], [role=search]'))
    is('name of ' + named.tagName, Boolean(named.getAttribute('aria-label')), true);

  // Contrast of every text that is shown, in the scheme that the browser has.
  const light = ([r, g, b]) => [r, g, b].map((c) => (c /= 255) <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
      .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const numbers = (color) => (color.match(/[\d.]+/g) || [0, 0, 0, 0]).map(Number);
  const ground = (node) => {
    for (; node; node = node.parentElement) {
      const color = numbers(getComputedStyle(node).backgroundColor);
      if (color.length < 4 || color[3] > 0)
        return color;
    }
    return [255, 255, 255];
  };
  for (const node of document.querySelectorAll('h1, h2, h3, p, dt, dd, li, .place, .state, .row div, .operation, label, text')) {
    const style = getComputedStyle(node);
    const [one, other] = [numbers(node.tagName === 'text' ? style.fill : style.color), ground(node)].map(light)
      .sort((a, b) => b - a);
    const contrast = (one + 0.05) / (other + 0.05);
    if (contrast < 4.5)
      problems.push('contrast ' + contrast.toFixed(2) + ' of ' + node.tagName + ' ' + node.getAttribute('class'));
  }

  const verdict = document.createElement('pre');
  verdict.id = 'verdict';
  verdict.textContent = (problems.length ? problems.join('\n') : 'all as it should be') + '\nslowest filter: ' +
      Math.round(slowest) + ' ms of ' + count + ' races\n';
  document.body.append(verdict);
})();
