"""The bundle of the demo world, as an auditor gets it – and as somebody who wants to deceive him makes it."""

import io
import json
import os
import random
import subprocess
import sys
import zlib
from pathlib import Path
from uuid import UUID
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

import pytest

from covenant import canon, tile
from covenant.bundle import PROVEN, Wanted, audit, opened
from covenant.errors import Problems, Refusal
from covenant.facts import decode, encode, leaf_hash
from covenant.merkle import leaf_hash as hashed
from covenant.merkle import root_of
from covenant.period import Month
from covenant.seal import Checkpoint, Policy
from tests.weituo.conftest import TODAY
from weituo.estate import reads as estates
from weituo.ledger import actions as ledger
from weituo.ledger import keys, publisher, receipts, sequencer, witnesses
from weituo.ledger.models import Disclosure, Fact, Log
from weituo.month import bundle

ROOT = Path(__file__).resolve().parents[3]
Files = dict[str, bytes]
MUTATIONS = int(os.environ.get("WEITUO_MUTATIONS") or 120)  # `make soak` asks for 10,000


@pytest.fixture
def log(world, settings, tmp_path):
    settings.DATA = tmp_path
    origin = estates.estate(world.estate_id).log
    sequencer.settled(origin, world.estate_id, TODAY)
    found = Log.objects.get(origin=origin)
    publisher.publish(found, TODAY)
    found.refresh_from_db()
    return found


@pytest.fixture
def policy(log):
    return Policy.parse(witnesses.policy(log).text.encode())


@pytest.fixture
def files(world, log) -> Files:
    return _files(_written(world, personal=True, evidence=True))


def _written(world, **options) -> bytes:
    target = io.BytesIO()
    bundle.write(target, estate_id=world.estate_id, now=TODAY, **options)
    return target.getvalue()


def _files(data: bytes) -> Files:
    with ZipFile(io.BytesIO(data)) as file:
        return {name: file.read(name) for name in file.namelist()}


def _zipped(files: Files) -> io.BytesIO:
    target = io.BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED) as file:
        for name, data in files.items():
            file.writestr(name, data)
    return target


def _report(files: Files, policy: Policy, **wanted):
    return audit(opened(_zipped(files)), Wanted(policy, **wanted))


def _broken(files: Files, policy: Policy, **wanted) -> str:
    """The code of what does not hold, or of why the bundle is none."""
    try:
        report = _report(files, policy, **wanted)
    except Problems as problems:
        return problems.problems[0].code
    assert report.broken, report.text
    assert report.text.count("NOT PROVEN") == 1
    return report.broken[0].code


def _entries(files: Files) -> list[bytes]:
    size = Checkpoint.parse(files["checkpoint"].decode().partition("\n\n")[0] + "\n").size
    return [
        entry for one in tile.of_log(size) if one.level is None for entry in tile.unpack(files[one.path], one.width)
    ]


def _relaid(files: Files, entries: list[bytes]) -> Files:
    """The same bundle with these entries, laid out anew; the checkpoint stays as it was signed."""
    kept = {name: data for name, data in files.items() if not name.startswith("tile/")}
    grown = tile.grow(map(hashed, entries), 0, lambda level, number: b"")
    for one in tile.of_log(len(entries)):
        first = one.number * tile.FULL
        kept[one.path] = (
            tile.pack(entries[first : first + one.width]) if one.level is None else grown[one.level, one.number]
        )
    return kept


def _signed(files: Files, entries: list[bytes], log: Log) -> Files:
    """What the operator himself could do without a witness: other entries under a new signature."""
    made = _relaid(files, entries)
    text = Checkpoint(log.origin, len(entries), root_of(map(hashed, entries))).text
    made["checkpoint"] = keys.signed(text, keys.present(log, TODAY)).whole
    return made


# ── what an honest bundle shows ──────────────────────────────────────────────


def test_everything_of_an_honest_bundle_holds(files, policy, log):
    report = _report(files, policy, least=log.size)
    assert not report.broken, report.text
    codes = {one.code for one in report.findings if one.level == PROVEN}
    assert codes >= {"log", "chains", "figures", "least", "disclosures"}


def test_the_auditors_program_needs_only_python_and_the_file(files, policy, tmp_path):
    program, target, rules = tmp_path / "verify.pyz", tmp_path / "bundle.zip", tmp_path / "policy"
    subprocess.run([sys.executable, ROOT / "tools" / "pyz.py", program], check=True, stdout=subprocess.DEVNULL)
    target.write_bytes(_zipped(files).getvalue())
    rules.write_text(policy.text)
    command = [sys.executable, "-I", "-S", program, target, "--policy", rules, "--month", "2026-10"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "computed again, is the same to the byte" in done.stdout
    spoilt = {**files, "checkpoint": files["checkpoint"].replace("— ".encode(), b"- ")}
    target.write_bytes(_zipped(spoilt).getvalue())
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert "em dash" in done.stderr
    again = subprocess.run([sys.executable, ROOT / "tools" / "pyz.py", tmp_path / "b.pyz"], check=False)
    assert again.returncode == 0
    assert program.read_bytes() == (tmp_path / "b.pyz").read_bytes(), "the same program wherever it is built"


def test_two_exports_are_the_same_bytes(world, log):
    assert _written(world) == _written(world)


def test_nothing_personal_leaves_unless_asked(world, log):
    plain = _files(_written(world))
    assert "disclosures.jsonl" not in plain
    assert not any(name.startswith("evidence/") for name in plain)
    value = Disclosure.objects.exclude(value="").latest("pk").value
    assert not any(value.encode() in data for data in plain.values())


def test_before_anything_is_signed_there_is_no_bundle(world, settings, tmp_path):
    settings.DATA = tmp_path
    with pytest.raises(Refusal, match=r"bundle\.no_checkpoint"):
        bundle.write(io.BytesIO(), estate_id=world.estate_id, now=TODAY)


def test_erasing_every_personal_value_changes_no_proof_and_no_figure(world, log, policy):
    before = _report(_files(_written(world, personal=True)), policy)
    ledger.erase(fact_ids=list(Disclosure.objects.values_list("fact_id", flat=True)))
    after = _report(_files(_written(world, personal=True)), policy)
    assert not after.broken
    figures = [[one.text for one in report.findings if one.code == "figures"] for report in (before, after)]
    assert figures[0] == figures[1]
    assert figures[0]


def test_a_month_that_is_asked_for_must_be_there(world, log, policy):
    files = _files(_written(world, months=[Month(2026, 10)]))
    assert not _report(files, policy, months=["2026-10"]).broken
    assert _broken(files, policy, months=["2031-01"]) == "no_statement"


# ── what others make of it ───────────────────────────────────────────────────


@pytest.mark.parametrize("how", ["edit", "delete", "swap", "double", "append", "first"])
def test_entries_that_are_not_those_that_were_signed(files, policy, how):
    entries = _entries(files)
    at = len(entries) // 2
    if how == "edit":
        entries[at] = entries[at].replace(b'"at":1', b'"at":2', 1)
    elif how == "delete":
        del entries[at]
    elif how == "swap":
        entries[at], entries[at + 1] = entries[at + 1], entries[at]
    elif how == "double":
        entries.insert(at, entries[at])
    elif how == "append":
        entries.append(entries[-1])
    else:
        entries[0] = entries[1]
    made = _relaid(files, entries)
    assert _broken(made, policy) in ("root", "missing", "unknown_file", "bad_entries", "strangers")


def test_one_edited_entry_is_named_when_the_tiles_are_left_alone(files, policy):
    name = "tile/entries/000"
    entries = tile.unpack(files[name], 256)
    entries[77] = entries[77].replace(b'"party":"', b'"party":"Z', 1)[: len(entries[77]) + 1]
    report = _report({**files, name: tile.pack(entries)}, policy)
    assert (report.broken[0].code, report.broken[0].leaf) == ("root", 77)


def test_an_entry_more_than_the_checkpoint_covers(files, policy):
    last = max(name for name in files if name.startswith("tile/entries/"))
    assert _broken({**files, last: files[last] + tile.pack([b"{}"])}, policy) == "bad_entries"


def test_an_older_checkpoint_that_was_truly_signed(files, policy, log):
    entries = _entries(files)
    older = _signed(files, entries[:-10], log)
    assert _broken(older, policy, least=log.size) == "least"
    assert _broken({**older, f"checkpoints/{log.size}": files["checkpoint"]}, policy) == "truncated"


def test_two_histories_under_the_same_key_prove_the_fraud(files, policy, log):
    entries = _entries(files)
    other = _signed(files, [*entries[:-2], entries[-1], entries[-2]], log)
    both = {**files, f"checkpoints/{log.size}": other["checkpoint"]}
    assert _broken(both, policy) == "two_logs"


def test_a_policy_that_asks_for_witnesses_is_not_content_without(files, policy, world, log):
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from covenant.seal import COSIGNATURE, VerifierKey

    public = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    line = VerifierKey("witness.example", COSIGNATURE, public).line
    strict = Policy.parse(f"log {policy.logs[0].line}\nwitness w {line}\nquorum w\n".encode())
    assert _broken(files, strict) == "no_quorum"


def test_keys_and_policy_inside_the_bundle_count_for_nothing(files, policy):
    assert _broken({**files, "policy": policy.text.encode()}, policy) == "unknown_file"


@pytest.mark.parametrize("how", ["id", "gap", "prev", "log", "form"])
def test_facts_that_the_operator_signed_and_that_contradict_each_other(files, policy, log, how):
    entries = _entries(files)
    at = next(i for i, entry in enumerate(entries) if i > 50 and decode(entry).seq > 1)
    fact = decode(entries[at])
    if how == "id":
        fact = fact._replace(id=decode(entries[3]).id)
    elif how == "gap":
        fact = fact._replace(seq=fact.seq + 1)
    elif how == "prev":
        fact = fact._replace(prev="0" * 64)
    elif how == "log":
        fact = fact._replace(log="weituo/estate/another")
    entry = encode(fact) if how != "form" else entries[at].replace(b'{"actor"', b'{ "actor"', 1)
    entries[at] = entry
    codes = {"id": "same_id", "gap": "chain", "prev": "chain", "log": "other_log", "form": "entry"}
    assert _broken(_signed(files, entries, log), policy) == codes[how]


@pytest.mark.parametrize("how", ["fen", "score", "not_its_hash"])
def test_a_statement_that_says_something_else_names_figure_and_clause(files, policy, log, how):
    name = next(name for name in sorted(files) if name.startswith("statements/"))
    document = json.loads(files[name])
    if how == "score":
        document["measures"][0]["num"] -= 1
    else:
        document["lines"][0]["fen"] += 1
    data = canon.encode(document)
    if how == "not_its_hash":
        assert _broken({**files, name: data}, policy) == "statement_bytes"
        return
    old, new = name[11:-5], canon.digest(data)
    entries, renamed = [], {}
    for entry in _entries(files):  # the operator forges the facts that tell of it, and every link after them
        for before, after in ((old, new), *renamed.items()):
            if before.encode() in entry:
                changed = entry.replace(before.encode(), after.encode())
                renamed[leaf_hash(entry)] = leaf_hash(changed)
                entry = changed
        entries.append(entry)
    made = _signed({**{k: v for k, v in files.items() if k != name}, f"statements/{new}.json": data}, entries, log)
    report = _report(made, policy)
    assert report.broken[0].code == "figures"
    assert report.broken[0].clause
    assert "its facts give" in report.broken[0].text


def test_terms_and_photos_that_are_not_those_the_facts_name(files, policy):
    name = next(name for name in files if name.startswith("terms/"))
    assert _broken({**files, name: files[name] + b" "}, policy) == "not_computable"
    photo = next((name for name in files if name.startswith("evidence/")), None)
    if photo is not None:
        assert _broken({**files, photo: b"x" * len(files[photo])}, policy) == "evidence"
    assert _broken({**files, "evidence/" + "0" * 64: b"x"}, policy) == "strangers"


def test_a_disclosure_that_opens_no_commitment(files, policy):
    lines = files["disclosures.jsonl"].splitlines()
    for change in ({"value": "别的"}, {"name": "other"}, {"salt": "AAAA"}, {"fact": str(UUID(int=1))}):
        spoilt = json.dumps(json.loads(lines[0]) | change, ensure_ascii=False).encode()
        assert _broken({**files, "disclosures.jsonl": spoilt}, policy) == "disclosure"


def test_a_promise_that_was_not_kept_is_said(files, policy, log):
    kept = receipts.receipt(Fact.objects.filter(leaf__log=log).latest("pk").fact_id, log.origin, TODAY)
    assert not _report(files, policy, receipts=[kept]).broken
    from covenant.seal import Receipt

    text = Receipt(log.origin, b"\7" * 32, 1_700_000_000_000).text
    lost = keys.signed(text, keys.present(log, TODAY)).whole
    assert _broken(files, policy, receipts=[lost]) == "broken_promise"
    assert _broken({**files, f"receipts/{UUID(int=5)}": lost}, policy) == "broken_promise"


# ── files that are no bundle ─────────────────────────────────────────────────


@pytest.mark.parametrize(
    "name",
    ["../x", "/etc/passwd", "tile/0/../000", "terms/x.json", "a\\b", "tile/", "checkpoints/007", "tile/0/x000/000"],
)
def test_names_that_do_not_belong_into_a_bundle(files, policy, name):
    assert _broken({**files, name: b"x"}, policy) == "unknown_file"


def test_a_name_twice_a_link_a_bomb_and_an_encrypted_file(files, policy):
    target = _zipped(files)
    with ZipFile(target, "a") as file, pytest.warns(UserWarning, match="Duplicate"):
        file.writestr("checkpoint", files["checkpoint"])
    with pytest.raises(Problems, match="twice"):
        opened(target)
    link = ZipInfo("evidence/" + "0" * 64)
    link.external_attr = 0o120777 << 16
    target = _zipped(files)
    with ZipFile(target, "a") as file:
        file.writestr(link, "/etc/passwd")
    with pytest.raises(Problems, match="does not belong"):
        opened(target)
    with pytest.raises(Problems, match="would unpack"):
        opened(_zipped({**files, "evidence/" + "0" * 64: bytes(300 << 20)}))


def test_what_is_no_zip_at_all_is_a_sentence(files):
    whole = _zipped(files).getvalue()
    for data in (b"", b"PK", b"\0" * 100, whole[: len(whole) // 2], whole[:-30]):
        with pytest.raises(Problems, match="not a bundle"):
            opened(io.BytesIO(data))


def test_mutated_bundles_are_never_accepted_and_never_crash(files, policy):
    """A short run; every accepted one must hold the same bytes as before in everything that is proven."""
    draw = random.Random(MUTATIONS)
    whole = _zipped(files).getvalue()
    names = sorted(files)
    accepted = 0
    for turn in range(MUTATIONS):
        if turn % 2:
            spoilt = bytearray(whole)
            for _ in range(draw.randint(1, 4)):
                spoilt[draw.randrange(len(spoilt))] ^= 1 << draw.randrange(8)
            data = bytes(spoilt)
        else:
            changed = dict(files)
            name = draw.choice(names)
            content = bytearray(changed[name]) or bytearray(b"x")
            content[draw.randrange(len(content))] ^= 1 << draw.randrange(8)
            changed[name] = bytes(content)
            data = _zipped(changed).getvalue()
        try:
            report = audit(opened(io.BytesIO(data)), Wanted(policy))
        except Problems:
            continue
        if not report.broken:
            accepted += 1
            assert _same(data, files), turn
    assert accepted < MUTATIONS // 2
    sys.stdout.write(
        f"\n{MUTATIONS} mutated bundles: {MUTATIONS - accepted} refused, {accepted} the same in all that is proven\n"
    )


def _same(data: bytes, files: Files) -> bool:
    """Whether all that is proven is as it was: bundle.json is only told, and names in the archive carry no weight."""
    try:
        found = _files(data)
    except (BadZipFile, zlib.error):
        return False
    return all(found.get(name) == content for name, content in files.items() if name != "bundle.json")
