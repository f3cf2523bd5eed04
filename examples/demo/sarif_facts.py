#!/usr/bin/env python3
"""sarif_facts.py FILE: what code scanning shows of a SARIF log, one line a fact."""
import json
import sys


def place(location):
    physical = location["physicalLocation"]
    return "%s:%d" % (physical["artifactLocation"]["uri"], physical["region"]["startLine"])


for run in json.load(open(sys.argv[1]))["runs"]:
    print("tool:", run["tool"]["driver"]["name"])
    for result in run["results"]:
        print("\n%s: %s" % (result["level"], result["ruleId"]))
        print("  at      ", place(result["locations"][0]))
        for related in result["relatedLocations"]:
            print("  related ", place(related), related["message"]["text"].splitlines()[0])
        for stack in result["stacks"]:
            print("  stack   ", " < ".join(frame["location"]["message"]["text"]
                                          for frame in stack["frames"][:2]))
        print("  print   ", *result["partialFingerprints"].values())
        for suppression in result.get("suppressions", []):
            print("  accepted", suppression["justification"])
