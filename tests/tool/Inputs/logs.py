#!/usr/bin/env python3
"""logs.py evil: a log whose program does its worst with every text it can choose.
logs.py many RACES RECORDS: a log of so many records of so many different races.
logs.py sarif [SCHEMA]: checks a SARIF log from standard input."""
import json
import sys

EVIL = ("</script><script>alert(1)</script><img src=x onerror=alert(1)>"
        "&amp;'\"`|*_[x](y) ]]> %0A::error::x\n::error::y \x1b[31m\u2028\ud7ff $& ${x} <!--")


def frame(function, file, line):
    return {"function": function, "file": file, "line": line, "column": 3,
            "module": "/bin/app", "buildId": "c0ffee", "offset": "0x10"}


def race(number, text=lambda plain: plain):
    frames = [frame(text("Store::put%d(int)" % number), text("/src/store%d.cpp" % (number % 40)), number + 1),
              frame("main", "/src/main.cpp", 7)]
    other = [frame(text("Store::get%d(int) const" % number), text("/src/store%d.cpp" % (number % 40)), number + 9),
             frame("main", "/src/main.cpp", 7)]

    def side(thread, operation, effect, frames):
        return {"thread": thread, "previous": thread == 1, "operation": text(operation), "effect": effect,
                "method": "emplace", "function": frames[0]["function"], "file": frames[0]["file"],
                "line": frames[0]["line"], "column": 3, "locks": [thread - 1] if thread == 1 else [],
                "stack": {"origin": "own", "frames": frames}}

    return {"mapsan": 1, "record": "race", "pid": 7, "executable": text("/bin/app"),
            "test": text("Store.Test%d" % (number % 100)),
            "title": ("concurrent map writes", "concurrent map read and map write")[number % 2],
            "fingerprint": "%016x" % number, "evidence": ("unordered", "overlap")[number % 3 == 0],
            "map": {"name": text("store%d" % number), "file": text("/src/store.h"), "line": 3,
                    "type": text("std::map<int, int>"), "address": "0x10", "size": 2},
            "sides": [side(2, "emplace inserted key 1", "upsert", frames), side(1, "find key 2", "read", other)],
            "threads": [{"number": 2, "name": text("worker"), "main": False, "creator": 0,
                         "creation": {"origin": "own", "frames": [frame("main", "/src/main.cpp", 5)]}},
                        {"number": 1, "main": False}, {"number": 0, "main": True}],
            "locks": [{"number": 1, "name": text("mutex_"), "address": "0x20", "shared": False,
                       "taken": frame(text("lock"), text("/src/store.h"), 9)}],
            "notes": [text("T1 released the mutex at store.h:9")]}


def process(text=lambda plain: plain):
    return {"mapsan": 1, "record": "process", "pid": 7, "executable": text("/bin/app"), "parent": 1,
            "mode": "report", "startedMs": 1, "command": [text("app")]}


def end(text=lambda plain: plain):
    return {"mapsan": 1, "record": "end", "pid": 7, "executable": text("/bin/app"),
            "counts": {"sites": 9, "sitesReached": 8, "writes": 5, "reads": 6, "maps": 3, "sharedMaps": 1}}


def check(schema):
    import jsonschema
    log = json.load(sys.stdin)
    if schema:
        jsonschema.validate(log, json.load(open(schema)))
    assert log["version"] == "2.1.0"
    for result in log["runs"][0]["results"]:
        rules = log["runs"][0]["tool"]["driver"]["rules"]
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert len(result["relatedLocations"]) == len(result["stacks"]) == 2
        for place in result["locations"] + result["relatedLocations"]:
            uri = place["physicalLocation"]["artifactLocation"]["uri"]
            assert not set(uri) & set(" <>\"\n\x1b"), uri
        assert len(result["codeFlows"][0]["threadFlows"]) == 2
        assert result["partialFingerprints"]["mapsan/v1"]
    print("results:", len(log["runs"][0]["results"]))


wish = sys.argv[1]
if wish == "evil":
    evil = lambda plain: plain + EVIL
    lines = [process(evil), race(1, evil), race(2, evil), end(evil)]
    print("\n".join(json.dumps(line, ensure_ascii=False) for line in lines))
elif wish == "many":
    races, records = map(int, sys.argv[2:])
    texts = [json.dumps(race(number)) + "\n" for number in range(races)]
    sys.stdout.write(json.dumps(process()) + "\n")
    for number in range(records):
        sys.stdout.write(texts[number % races])
    sys.stdout.write(json.dumps(end()) + "\n")
elif wish == "sarif":
    check(sys.argv[2] if len(sys.argv) > 2 else None)
