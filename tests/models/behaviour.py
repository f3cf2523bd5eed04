#!/usr/bin/env python3
"""What the models claim is what the library does: behaviour_LIBRARY.cpp calls every
method and says what it saw; here each sample is held against `mapsan-models --ask`.

  claim               size            writes the map      touches the map
  none                stays           no                  no
  read                stays           no                  yes
  upsert, erase       may change      if it changed       -
  assign              may change      if it changed       -
  write               -               yes                 -

and the way in which a change is seen (second of the result, returned count) is
right in every sample. An argument that is a map: read-all is not written, write is,
upsert and erase are if its size changed. Each upsert, assign and erase needs samples
with and without a change; each rule of each type needs a sample.

  behaviour.py --clang CLANG++ --tool MAPSAN_MODELS [--library NAME] [--libcxx MAJOR]

Then the same samples are held against wrong claims (LIES): each must be noticed.
"""
import argparse
import os
import re
import subprocess
import sys
import tempfile
from collections import namedtuple

from complete import libcxx_flags
from libraries import LIBRARIES

FIELDS = ("type method const kinds before after second count wrote touched "
          "argument_before argument_after wrote_argument")
Sample = namedtuple("Sample", FIELDS)

# Claimed to read, though neither library's touches the map: who asks for the last
# element wants to read it.
READS_LATER = ("rbegin", "crbegin")
# libstdc++ reserves for the sum of both sizes first, which stores its rehash
# policy anew even if the argument is empty. No lookup reads that.
STORES_POLICY = re.compile(r"std::unordered_multi(map|set)\|merge\|")
# Not run: they need a file, or may be called once only.
NOT_SAMPLED = ("serialize", "unserialize", "write_metadata", "read_metadata", "write_nopointer_data",
               "read_nopointer_data", "set_empty_key")
# Copies the range behind the last element first, then drops what is present.
APPENDS_FIRST = re.compile(r"boost::container::flat_\w+\|(insert|merge)\|")

# A write called a read, a read called a write, a read called nothing, a wrong
# witness of the change, a forgotten effect on the argument.
LIES = {"clear": "read", "find": "write, seen by: always a change", "empty": "nothing",
        "erase": "erase, seen by: second of the result",
        "merge": "upsert, seen by: size before and after"}


def samples_of(options):
    flags, link = LIBRARIES[options.library].flags, LIBRARIES[options.library].link
    if options.libcxx:
        flags, link = libcxx_flags(options.libcxx)
    source = os.path.join(os.path.dirname(os.path.abspath(__file__)), f"behaviour_{options.library}.cpp")
    with tempfile.TemporaryDirectory() as folder:
        program = os.path.join(folder, "behaviour")
        # -O0: results that nobody uses must still be computed.
        subprocess.run([options.clang, "-std=c++2b", "-O0", "-w", *flags, source, "-o", program, *link],
                       check=True)
        output = subprocess.run([program], stdout=subprocess.PIPE, text=True, check=True, timeout=60).stdout
    lines = [line.split("|") for line in output.splitlines()]
    return ([Sample(*fields[:4], *map(int, fields[4:])) for fields in lines if len(fields) > 4],
            [fields for fields in lines if len(fields) == 4])


def change_problems(effect, changed, wrote):
    """An operation on a map, or on a map argument, against its effect."""
    if effect in ("none", "read", "read-all") and (changed or wrote):
        return ["changes the map"]
    if effect in ("upsert", "erase") and changed != wrote:
        return ["writes without a change" if wrote else "changes without a write"]
    if effect == "assign" and changed and not wrote:
        return ["changes without a write"]
    if effect == "write" and not wrote:
        return ["does not write"]
    return []


def problems(sample, claim):
    effect = claim.split(",")[0].replace("nothing", "none")
    changed = sample.before != sample.after
    found = []
    if effect != "construct":  # writes memory that was no map before
        wrote = bool(sample.wrote)
        call = "|".join(sample[:3])
        if STORES_POLICY.match(call) and not sample.argument_before or APPENDS_FIRST.match(call):
            wrote = changed
        found += change_problems(effect, changed, wrote)
    if effect == "none" and sample.touched:
        found.append("touches the map")
    if effect == "read" and not sample.touched and sample.method not in READS_LATER:
        found.append("does not touch the map")
    if "second of the result" in claim and sample.second != int(changed):
        found.append(f"second of the result is {sample.second}")
    if "returned count" in claim and sample.count != abs(sample.before - sample.after):
        found.append(f"the returned count is {sample.count}")
    on_argument = re.search(r"argument 0: ([\w-]+)", claim)
    found += ["the argument: " + problem for problem in change_problems(
        on_argument[1] if on_argument else "none",
        sample.argument_before != sample.argument_after, bool(sample.wrote_argument))]
    return found


def two_sided(seen):
    """Rules that may change something and were seen in one way only."""
    for (type_, rule), (effect, ways) in sorted(seen.items()):
        if effect in ("upsert", "erase", "assign") and ways != {True, False}:
            yield f"{type_}: {rule} ({effect}) was never seen {'not ' if True in ways else ''}changing"


def disagreements(samples, answers, rules, lies):
    """Everything that is wrong, where `lies` replace the model's claims."""
    bad, seen = [], {}
    for sample, answer in zip(samples, answers, strict=True):
        rule, arrow, claim = answer.partition(" => ")
        if not arrow:
            bad.append(f"{'|'.join(sample[:4])}: {answer}")
            continue
        claim = lies.get(sample.method, claim)
        seen.setdefault((sample.type, rule), (claim.split(",")[0], set()))[1].add(
            sample.before != sample.after)
        bad += [f"{sample.type}::{sample.method}({sample.kinds}) {sample.const}: {problem} "
                f"[model: {claim}; sizes {sample.before} -> {sample.after}]"
                for problem in problems(sample, claim)]
    bad += two_sided(seen)
    bad += [f"{type_}: no sample for {rule}" for type_, rule in rules
            if (type_, rule) not in seen and rule not in NOT_SAMPLED]
    return bad


def main():
    parser = argparse.ArgumentParser()
    for option in ("clang", "tool"):
        parser.add_argument("--" + option, required=True)
    parser.add_argument("--library", default="std", choices=LIBRARIES)
    parser.add_argument("--libcxx", default="")
    options = parser.parse_args()

    def ask(argument, text=""):
        return subprocess.run([options.tool, argument], input=text, stdout=subprocess.PIPE,
                              text=True, check=True).stdout.splitlines()

    def ask_for(samples):
        return ask("--ask", "".join("\t".join(sample[:4]) + "\n" for sample in samples))

    samples, absent = samples_of(options)
    answers = ask_for(samples)
    types = LIBRARIES[options.library].types
    # A list of rules that types share may speak of what one of them does not have.
    there = {tuple(sample[:2]) for sample in samples}
    not_there = {(sample[0], answer.partition(" => ")[0]) for sample, answer in zip(absent, ask_for(absent))
                 if tuple(sample[:2]) not in there or options.library != "std"}
    rules = [rule for rule in (tuple(line.split("|")) for line in ask("--rules"))
             if rule[0] in types and rule not in not_there]
    bad = disagreements(samples, answers, rules, {})
    for method, claim in LIES.items():
        if any(sample.method == method for sample in samples) and not disagreements(
                samples, answers, rules, {method: claim}):
            bad.append(f"not noticed: {method} does not '{claim}'")
    print("\n".join(bad))
    print(f"behaviour.py: {len(samples)} samples of {len(rules)} rules, {len(bad)} disagree")
    return 1 if bad or len(samples) < 40 * len(types) else 0


if __name__ == "__main__":
    sys.exit(main())
