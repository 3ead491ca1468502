"""Checks the form of a Dockerfile where no engine can build it: what is asked here is asked of every line."""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FLOATING = {"latest", "stable", "slim", "bookworm", "bookworm-slim", "trixie", "trixie-slim"}


def instructions(text):
    """(line, word, arguments) of each instruction, continuation lines joined."""
    joined, begun = "", 0
    for number, line in enumerate(text.splitlines(), 1):
        if line.lstrip().startswith("#") or not (line.strip() or joined):
            continue
        begun = begun or number
        joined += line.rstrip().removesuffix("\\") + " "
        if not line.rstrip().endswith("\\"):
            word, _, arguments = joined.strip().partition(" ")
            yield begun, word.upper(), arguments.strip()
            joined, begun = "", 0


def complaints(text, root):
    stages, user, cargo_builds, copied_all = set(), None, 0, False
    for line, word, arguments in instructions(text):
        if word == "FROM":
            image, name = (re.split(r"\s+as\s+", arguments, flags=re.IGNORECASE) + [None])[:2]
            tag = image.partition("@")[0].partition(":")[2]
            if image not in stages and "@sha256:" not in image and (not tag or tag in FLOATING):
                yield line, f"the base image {image} has no fixed version"
            stages.add(name)
            user = None
        elif word == "COPY":
            flags = [part for part in arguments.split() if part.startswith("--")]
            sources = [part for part in arguments.split() if not part.startswith("--")][:-1]
            stage = next((flag.removeprefix("--from=") for flag in flags if flag.startswith("--from=")), None)
            if stage is not None and stage not in stages:
                yield line, f"copies from {stage}, which is no stage above"
            for source in sources if stage is None else []:
                copied_all |= source == "."
                if not (root / source).exists() and not any(root.glob(source)):
                    yield line, f"copies {source}, which does not exist"
        elif word == "RUN":
            for build in re.findall(r"cargo (?:build|install|run)[^&|;]*", arguments):
                cargo_builds += 1
                if "--locked" not in build:
                    yield line, f"`{build.strip()}` may choose other versions than Cargo.lock"
            if "apt-get install" in arguments and "--no-install-recommends" not in arguments:
                yield line, "apt-get install brings more than is named"
        elif word == "ADD":
            yield line, "ADD unpacks and downloads; COPY says what it does"
        elif word == "USER":
            user = arguments
        elif word in {"ENTRYPOINT", "CMD"} and not arguments.startswith("["):
            yield line, f"{word} goes through a shell, which swallows signals"
    if user is None or user.split(":")[0] in {"root", "0"}:
        yield 0, "the last stage runs as root"
    if not cargo_builds:
        yield 0, "nothing is built"
    ignored = (root / ".dockerignore").read_text().splitlines() if (root / ".dockerignore").exists() else []
    if copied_all and not {"target", ".git"} <= set(ignored):
        yield 0, "COPY . takes target and .git along; .dockerignore must name them"


def self_test():
    """A check that never complains checks nothing."""
    wrong = "FROM rust\nCOPY nowhere .\nCOPY --from=none a b\nRUN cargo build \\\n  --release\n"
    wrong += "ADD a b\nCMD meetgate run\n"
    found = [line for line, _ in complaints(wrong, ROOT)]
    assert found == [1, 2, 3, 4, 6, 7, 0], found


if __name__ == "__main__":
    self_test()
    found = list(complaints((ROOT / "Dockerfile").read_text(), ROOT))
    for line, what in found:
        print(f"Dockerfile:{line}: {what}", file=sys.stderr)
    sys.exit(bool(found))
