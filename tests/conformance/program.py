# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""One test program of somebody else's suite, and what happens when it is built
and run. The same program is tried twice, without and with the plugin; what the
two tries show must be equal: whether it compiles, what the compiler says about
it, how the program ends and what it prints.

    kind        done with it                  passes when
    run         compile, link, run            it exits with 0 (`dies`: with anything else)
    compile     compile to an object          the compiler succeeds
    verify      compile with -verify          the compiler succeeds
    rejected    compile to an object          the compiler refuses it
"""
import dataclasses
import difflib
import os
import pathlib
import re
import resource
import signal
import subprocess

COMPILE_SECONDS, RUN_SECONDS = 600, 120
VERIFY = ["-fsyntax-only", "-Xclang", "-verify", "-Xclang", "-verify-ignore-unexpected=note",
          "-ferror-limit=0"]


@dataclasses.dataclass(frozen=True)
class Program:
    name: str                  # its path in the suite
    source: pathlib.Path
    container: str             # map, unordered_set ...
    kind: str
    compile_flags: tuple = ()
    link_flags: tuple = ()
    dies: bool = False
    skip: str = ""             # why it is not tried at all
    arguments: tuple = ()      # of the program
    seconds: int = RUN_SECONDS


@dataclasses.dataclass
class Outcome:
    compiled: str = ""         # "exit 0", "signal 11", "timeout", "crash"
    diagnostics: str = ""
    ended: str = ""            # as `compiled`; empty when it was not run
    output: str = ""
    errors: str = ""           # standard error without what MapSan says
    said: str = ""             # what MapSan says
    sites: int = 0             # call sites in the program, as the runtime counts
    operations: int = 0        # that write or construct

    def passed(self, program):
        if program.kind == "rejected":
            return self.compiled == "exit 1"
        if self.compiled != "exit 0":
            return False
        if program.kind != "run":
            return True
        return self.ended not in ("exit 0", "timeout") if program.dies else self.ended == "exit 0"

    def why_not(self):
        if self.compiled != "exit 0":
            return f"compiler: {self.compiled}"
        return f"program: {self.ended}" if self.ended else "is accepted by the compiler"

    def compared(self):
        return [self.compiled, self.diagnostics, self.ended, self.output, self.errors]

    def differences(self, other):
        """What is not the same in `other`, in lines for people."""
        found = []
        for field in ("compiled", "diagnostics", "ended", "output", "errors"):
            mine, theirs = getattr(self, field), getattr(other, field)
            if mine != theirs:
                found.append(f"{field}: {mine!r} -> {theirs!r}" if len(mine + theirs) < 80 else
                             f"{field}:\n" + changed_lines(mine, theirs))
        return found


def changed_lines(before, after):
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm="")
    changed = [line for line in lines if not line.startswith(("---", "+++", "@@"))]
    return "\n".join("        " + line[:200] for line in changed[:8])


def execute(command, seconds, folder, environment=None):
    """(how it ended, standard output, standard error) of one process group."""
    process = subprocess.Popen(
        command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, start_new_session=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CORE, (0, 0)))
    try:
        output, errors = process.communicate(timeout=seconds)
        code = process.returncode
        ended = f"exit {code}" if code >= 0 else f"signal {-code}"
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        output, errors = process.communicate()
        ended = "timeout"
    return ended, output.decode(errors="replace"), errors.decode(errors="replace")


def without_addresses(text):
    return re.sub(r"0x[0-9a-f]+", "0x", text)


def split_said(text):
    """Standard error as (the program's own, MapSan's)."""
    reports = re.compile(r"^={10,}\nWARNING: MapSan.*?^={10,}\n", re.M | re.S)
    lines = re.compile(r"^.*\bMapSan(?: stats)?:.*\n(?:[ \t]+.*\n)*", re.M)
    said = "".join(reports.findall(text)) + "".join(lines.findall(reports.sub("", text)))
    return lines.sub("", reports.sub("", text)), said


def build(program, compiler, folder, plugin=None):
    """Builds the program in the empty `folder`; `plugin` is (flags for compiling,
    flags for linking) or nothing."""
    compile_flags, link_flags = plugin or ([], [])
    command = [*compiler, "-fno-crash-diagnostics", *program.compile_flags, *compile_flags, str(program.source)]
    if program.kind == "run":
        command += ["-o", "program", *program.link_flags, *link_flags]
    elif program.kind == "verify":
        command += VERIFY
    else:
        command += ["-c", "-o", "program.o"]
    outcome = Outcome()
    outcome.compiled, _, diagnostics = execute(command, COMPILE_SECONDS, folder)
    if "\nStack dump:\n" in diagnostics:  # clang exits with 1 then too
        outcome.compiled = "crash"
    outcome.diagnostics = without_addresses(diagnostics)
    return outcome


def run(program, folder, built, mode="flag"):
    """What the program does that was `built` in the folder."""
    if program.kind != "run" or built.compiled != "exit 0":
        return built
    outcome = dataclasses.replace(built)
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "LC_ALL": "C",
                   "MAPSAN_OPTIONS": f"stats=1:mode={mode}"}
    outcome.ended, output, errors = execute(["./program", *program.arguments], program.seconds, folder, environment)
    errors, outcome.said = split_said(errors)
    outcome.output, outcome.errors = without_addresses(output), without_addresses(errors)
    counted = dict(re.findall(r"MapSan stats: (.*): (\d+)", outcome.said))
    outcome.sites = int(counted.get("call sites", 0))
    outcome.operations = int(counted.get("writing operations and constructions", 0))
    return outcome


def attempt(program, compiler, folder, plugin=None):
    """Both, without another mode."""
    return run(program, folder, build(program, compiler, folder, plugin))
