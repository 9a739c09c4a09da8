"""Who must have signed (C2SP tlog-policy): the log's keys, the witnesses', and how many of which are enough.

The policy comes with the agreement or from whoever asks, never from the files it judges.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from covenant.errors import unusable
from covenant.seal import text as rules
from covenant.seal.checkpoint import Checkpoint
from covenant.seal.key import COSIGNATURE, ED25519, VerifierKey
from covenant.seal.note import Note

NONE = "none"
LINES = 200


class Group(NamedTuple):
    """So many of these members, which are witnesses or groups named before."""

    need: int
    members: tuple[str, ...]


class Sealed(NamedTuple):
    """A checkpoint the policy is content with, and who cosigned it when (seconds UTC), by the policy's names."""

    checkpoint: Checkpoint
    witnesses: Mapping[str, int]


class Policy(NamedTuple):
    """`logs` and `witnesses` hold the keys, `groups` the rules over them, `quorum` what must hold: a witness, a group, or
    none. A log may have several keys while they are changed: one is enough."""

    logs: tuple[VerifierKey, ...]
    witnesses: Mapping[str, VerifierKey]
    groups: Mapping[str, Group]
    quorum: str

    @classmethod
    def parse(cls, data: bytes) -> Policy:
        """The policy of a file. Problems name the line."""
        reader = _Reader()
        lines = rules.decoded(data.replace(b"\t", b" "), "policy").split("\n")
        if len(lines) > LINES:
            raise unusable("policy", "too_long", f"It has {len(lines)} lines; {LINES} is the limit.")
        for number, line in enumerate(lines, start=1):
            words = [word for word in line.split(" ") if word]
            if words and not words[0].startswith("#"):
                reader.take(f"policy line {number}", words)
        return reader.done()

    @property
    def text(self) -> str:
        """As a file."""
        lines = [f"log {key.line}" for key in self.logs]
        lines += [f"witness {name} {key.line}" for name, key in self.witnesses.items()]
        for name, group in self.groups.items():
            lines.append(f"group {name} {group.need} {' '.join(group.members)}")
        return "\n".join([*lines, f"quorum {self.quorum}", ""])

    def sealed(self, data: bytes, origin: str | None = None) -> Sealed:
        """The checkpoint of a note that the log and enough witnesses signed. Problems otherwise; keys are counted, not
        lines."""
        note = Note.parse(data)
        signed = note.signed_by([*self.logs, *self.witnesses.values()])
        found = Checkpoint.parse(note.text)
        if not any(key.kind == ED25519 and key.name == found.origin for key in signed):
            raise unusable("checkpoint", "not_signed", f"No key of the policy signed this for the log {found.origin}.")
        if origin is not None and found.origin != origin:
            raise unusable("checkpoint", "other_log", f"It is of the log {found.origin}, not of {origin}.")
        times = {name: signed[key] or 0 for name, key in self.witnesses.items() if key in signed}
        if not self.satisfied(set(times)):
            raise unusable(
                "checkpoint",
                "no_quorum",
                f"Cosigned by {', '.join(times) or 'nobody'}; that is not the quorum {self.quorum!r} of the policy.",
            )
        return Sealed(found, times)

    def satisfied(self, names: set[str], quorum: str | None = None) -> bool:
        """Whether these witnesses are enough."""
        wanted = self.quorum if quorum is None else quorum
        group = self.groups.get(wanted)
        if group is None:
            return wanted == NONE or wanted in names
        return sum(self.satisfied(names, member) for member in group.members) >= group.need

    def since(self, times: Mapping[str, int]) -> int:
        """The newest time (seconds UTC) at which, or later, enough of these witnesses signed: one alone that errs or lies
        about its clock moves it nowhere. Where the policy asks for none, the newest; 0 without any."""
        newest = sorted(set(times.values()), reverse=True)
        if self.satisfied(set()):
            return newest[0] if newest else 0
        return next((at for at in newest if self.satisfied({name for name in times if times[name] >= at})), 0)


class _Reader:
    def __init__(self) -> None:
        self.logs: list[VerifierKey] = []
        self.witnesses: dict[str, VerifierKey] = {}
        self.groups: dict[str, Group] = {}
        self.members: set[str] = set()
        self.quorum: str | None = None

    def take(self, where: str, words: list[str]) -> None:
        what, rest = words[0], words[1:]
        if what == "log" and len(rest) in (1, 2):
            self.logs.append(self._key(where, rest[0], ED25519))
        elif what == "witness" and len(rest) in (2, 3):
            self.witnesses[self._new(where, rest[0])] = self._key(where, rest[1], COSIGNATURE)
        elif what == "group" and len(rest) > 2:
            self._group(where, rest)
        elif what == "quorum" and len(rest) == 1 and self.quorum is None:
            if rest[0] != NONE and rest[0] not in self.witnesses and rest[0] not in self.groups:
                raise unusable(where, "unknown_name", f"{rest[0]!r} is neither a witness nor a group above.")
            self.quorum = rest[0]
        else:
            raise unusable(where, "bad_line", "It is none of log, witness, group and (once) quorum.")

    def done(self) -> Policy:
        if not self.logs:
            raise unusable("policy", "no_log", "It names no log.")
        if self.quorum is None:
            raise unusable("policy", "no_quorum", "It says no quorum; `quorum none` asks for no witness.")
        return Policy(tuple(self.logs), self.witnesses, self.groups, self.quorum)

    def _key(self, where: str, line: str, kind: int) -> VerifierKey:
        key = VerifierKey.parse(line)
        if key.kind != kind:
            raise unusable(where, "wrong_type", f"The key of {key.name} is of the wrong type for this line.")
        if any(key.public == other.public for other in [*self.logs, *self.witnesses.values()]):
            raise unusable(where, "same_key", f"The key of {key.name} stands twice: one key is one voice.")
        return key

    def _new(self, where: str, name: str) -> str:
        if name == NONE or name in self.witnesses or name in self.groups:
            raise unusable(where, "same_name", f"The name {name!r} is taken.")
        return name

    def _group(self, where: str, rest: list[str]) -> None:
        name, need, members = self._new(where, rest[0]), rest[1], tuple(rest[2:])
        if any(one not in self.witnesses and one not in self.groups for one in members):
            raise unusable(where, "unknown_name", "A member is neither a witness nor a group above.")
        if len(set(members)) != len(members) or self.members.intersection(members):
            raise unusable(where, "member_twice", "A member stands twice, here or in a group above: it is one voice.")
        self.members.update(members)
        count = {"any": 1, "all": len(members)}.get(need) or rules.decimal(need, where)
        if not 1 <= count <= len(members):
            raise unusable(where, "bad_number", f"{count} of {len(members)} is no rule.")
        self.groups[name] = Group(count, members)
