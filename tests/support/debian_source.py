#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Downloads the files of a Debian source package, without unpacking them.

    tests/support/debian_source.py PACKAGE FOLDER      prints the files' paths

Where from is what this machine is set up with: its own apt sources are read as
deb-src entries into an apt directory of our own (build/deps/apt), so no host is
named here and the system's apt configuration is not touched. Entries of other
publishers than the distribution are left out. apt checks the signatures.
"""
import fcntl
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
APT = ROOT / "build" / "deps" / "apt"


class NotAvailable(Exception):
    """The package cannot be had here; the text says why and what to do."""


def own_uris():
    """The URIs that serve this distribution's packages, as apt knows them."""
    release = pathlib.Path("/etc/os-release").read_text()
    name = re.search(r"^ID=\"?([\w-]+)", release, re.M).group(1)
    targets = subprocess.run(
        ["apt-get", "indextargets", "--format", "$(ORIGIN) $(REPO_URI)", "Created-By: Packages"],
        capture_output=True, text=True, check=True).stdout
    pairs = (line.split() for line in targets.splitlines())
    return {pair[1].rstrip("/") for pair in pairs if len(pair) == 2 and pair[0].lower() == name}


def source_entries(own):
    """The machine's entries as deb-src: ([deb822 stanza], [one-line entry])."""
    def wanted(uris):
        return not own or own & {uri.rstrip("/") for uri in uris}

    stanzas, lines = [], []
    etc = pathlib.Path("/etc/apt")
    for file in sorted(etc.glob("sources.list.d/*.sources")):
        text = re.sub(r"^#.*\n", "", file.read_text(), flags=re.M)
        for stanza in filter(str.strip, re.split(r"\n\s*\n", text)):
            uris = re.search(r"^URIs:(.*)", stanza, re.M | re.I)
            enabled = not re.search(r"^Enabled:\s*no", stanza, re.M | re.I)
            if uris and enabled and wanted(uris.group(1).split()):
                stanzas.append(re.sub(r"^Types:.*", "Types: deb-src", stanza, flags=re.M | re.I))
    for file in [etc / "sources.list", *sorted(etc.glob("sources.list.d/*.list"))]:
        if file.exists():
            for entry in re.findall(r"^deb(\s.*)", file.read_text(), re.M):
                if wanted(re.findall(r"\S+:/\S+", entry)):
                    lines.append("deb-src" + entry)
    return stanzas, lines


def download(package, folder):
    """The paths of the package's files in `folder`."""
    folder = pathlib.Path(folder).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    for part in ("parts", "lists/partial", "cache/archives/partial"):
        (APT / part).mkdir(parents=True, exist_ok=True)
    apt = ["apt-get", "-q=2", "-o", "Dir::Etc::sourcelist=/dev/null",
           "-o", f"Dir::Etc::sourceparts={APT}/parts", "-o", f"Dir::State::lists={APT}/lists",
           "-o", f"Dir::Cache={APT}/cache", "-o", "APT::Sandbox::User=root"]
    with open(APT / "lock", "w") as lock:  # two downloads at once would share the lists
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            stanzas, lines = source_entries(own_uris())
            (APT / "parts" / "own.sources").write_text("\n\n".join(stanzas) + "\n")
            (APT / "parts" / "own.list").write_text("\n".join(lines) + "\n")
            run = dict(cwd=folder, capture_output=True, text=True)
            subprocess.run([*apt, "update"], check=True, **run)
            subprocess.run([*apt, "source", "--download-only", package], check=True, **run)
        except FileNotFoundError as error:
            raise NotAvailable(f"needs Debian's apt-get ({error})") from error
        except subprocess.CalledProcessError as error:
            raise NotAvailable(f"apt-get cannot download the sources of {package}:\n{error.stderr}") from error
    files = sorted(folder.iterdir())
    if not any(file.suffix == ".dsc" for file in files):
        raise NotAvailable(f"apt-get downloaded no source package {package} into {folder}")
    return files


if __name__ == "__main__":
    try:
        print(*download(sys.argv[1], sys.argv[2]), sep="\n")
    except NotAvailable as problem:
        sys.exit(f"debian_source.py: {problem}")
