"""Signed notes are read the one way they may be written; who signed is known by key, and a wrong signature spoils all."""

import base64

import pytest

from covenant.errors import Problems
from covenant.seal import COSIGNATURE, ED25519, Checkpoint, Note, Signature, VerifierKey, key_id
from covenant.seal import text as rules
from covenant.seal.note import check, cosigned, signature
from tests.covenant.ledger.example import LOG, ORIGIN, TIME, WITNESSES, Signer, checkpoint, problem, signed, vectors

NOTES = vectors("notes.json")
TEXT = checkpoint().text
NOTE = signed(TEXT, LOG)
LINE = NOTE.decode().split("\n")[-2]
W1, W2 = WITNESSES["w1"], WITNESSES["w2"]


def code_of(data):
    return problem(Note.parse, data if isinstance(data, bytes) else data.encode()).code


# ── the examples of the specification and of another implementation ──


@pytest.mark.parametrize("name", NOTES)
def test_the_published_notes_are_read_and_written_back_the_same(name):
    data = NOTES[name]["note"].encode()
    assert Note.parse(data).whole == data


@pytest.mark.parametrize("name", [name for name, one in NOTES.items() if one["key"]])
def test_the_published_keys_signed_the_published_notes(name):
    key = VerifierKey.parse(NOTES[name]["key"])
    assert key.line == NOTES[name]["key"]
    note = Note.parse(NOTES[name]["note"].encode())
    assert note.signed_by([key]) == {key: None}
    for spoilt in (note.text.upper(), note.text + "\n", note.text[:-1], " " + note.text):
        assert problem(Note(spoilt, note.signatures).signed_by, [key]).code == "bad_signature"


def test_the_text_of_the_published_note_with_an_empty_line_goes_up_to_the_last_empty_line():
    note = Note.parse(NOTES["signed-note, text with an empty line"]["note"].encode())
    assert note.text.count("\n") == 4
    assert [one.name for one in note.signatures] == ["quasimodo.example/salvatore"]


def test_the_published_cosignature_says_its_time_and_is_over_the_published_words():
    note = Note.parse(NOTES["tlog-cosignature"]["note"].encode())
    witness = note.signatures[1]
    seconds = int.from_bytes(witness.data[:8], "big")
    assert (len(witness.data), seconds) == (72, 1679315147)
    assert Checkpoint.parse(note.text).size == 20852163
    assert cosigned(note.text, seconds).decode() == (
        "cosignature/v1\ntime 1679315147\nexample.com/behind-the-sofa\n20852163\n"
        "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
    )


def test_two_keys_of_another_implementation_under_one_text():
    peter, enoch = (NOTES[f"x/mod {name}"] for name in ("PeterNeumann", "EnochRoot"))
    keys = [VerifierKey.parse(one["key"]) for one in (peter, enoch)]
    both = peter["note"] + enoch["note"].split("\n\n")[1]
    note = Note.parse(both.encode())
    assert note.signed_by(keys) == dict.fromkeys(keys)
    assert note.signed_by(keys[:1]) == {keys[0]: None}
    assert note.signed_by([]) == {}


def test_no_part_of_a_key_and_no_key_with_a_character_moved_is_a_key():
    """As the tests of golang.org/x/mod do it."""
    line = NOTES["x/mod PeterNeumann"]["key"]
    for start in range(len(line)):
        for end in range(start + 1, len(line) + 1):
            if end - start < len(line):
                problem(VerifierKey.parse, line[start:end])
    for at, char in enumerate(line):
        problem(VerifierKey.parse, line[:at] + chr(ord(char) + 1) + line[at + 1 :])


# ── how a note is written ──


@pytest.mark.parametrize("dash", ["-", "\u2013", "\u2212", "\u2015", "--", "\u2014", "\u2012", "", " \u2014", "\ufe58"])
def test_a_signature_line_begins_with_an_em_dash_and_a_space_and_nothing_like_it(dash):
    space = "" if dash == "\u2014" else " "
    found = problem(Note.parse, f"{TEXT}\n{dash}{space}{LINE[2:]}\n".encode())
    assert found.code == "bad_signature_line"
    assert ("a hyphen or another dash" in found.message) is (dash[:1] in "-\u2013\u2212\u2015" and dash != "")


@pytest.mark.parametrize(("what", "data", "code"), [
    ("nothing", "", "no_signatures"),
    ("text alone", TEXT, "no_signatures"),
    ("text and an empty line", f"{TEXT}\n", "no_signatures"),
    ("no empty line", f"{TEXT}{LINE}\n", "no_signatures"),
    ("no line feed at the end", f"{TEXT}\n{LINE}", "no_signatures"),
    ("an empty line at the end", f"{TEXT}\n{LINE}\n\n", "no_signatures"),
    ("CR LF everywhere", f"{TEXT}\n{LINE}\n".replace("\n", "\r\n"), "carriage_return"),
    ("one CR", f"{TEXT}\n{LINE}\r\n", "carriage_return"),
    ("a NUL", f"{TEXT}\n{LINE}\0\n", "control_character"),
    ("a tab", f"{TEXT}\n{LINE}\t\n", "control_character"),
    ("a DEL", f"\x7f{TEXT}\n{LINE}\n", "control_character"),
    ("a vertical tab", f"{TEXT}\n\x0b{LINE}\n", "control_character"),
    ("a line that is no signature", f"{TEXT}\n{LINE}\nmore\n", "bad_signature_line"),
    ("no name", f"{TEXT}\n\u2014 {LINE.split()[2]}\n", "bad_signature_line"),
    ("an empty name", f"{TEXT}\n\u2014  {LINE.split()[2]}\n", "bad_name"),
    ("no signature", f"{TEXT}\n\u2014 {ORIGIN}\n", "bad_signature_line"),
    ("an empty signature", f"{TEXT}\n\u2014 {ORIGIN} \n", "bad_signature_line"),
    ("only a key's id", f"{TEXT}\n\u2014 {ORIGIN} AAAAAA==\n", "bad_signature_line"),
    ("two spaces", f"{TEXT}\n{LINE.replace(ORIGIN, ORIGIN + ' ')}\n", "bad_base64"),
    ("a space at the end", f"{TEXT}\n{LINE} \n", "bad_base64"),
    ("a third word", f"{TEXT}\n{LINE} AAAA\n", "bad_base64"),
])  # fmt: skip
def test_a_note_written_another_way_is_refused(what, data, code):
    assert code_of(data) == code


def test_bytes_that_are_no_utf_8_are_refused():
    for bad in (b"\xff", b"\xc0\x80", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xe2\x80"):
        assert code_of(bad + NOTE) == "not_utf8"


def test_two_empty_lines_belong_to_the_text_which_is_then_another():
    note = Note.parse(NOTE.replace(b"\n\n", b"\n\n\n"))
    assert note.text == TEXT + "\n"
    assert problem(note.signed_by, [LOG.key]).code == "bad_signature"
    assert problem(Checkpoint.parse, note.text).code == "bad_lines"


def test_sixteen_signatures_are_read_and_seventeen_refused():
    lines = [Signature(f"someone.example/{number}", b"abcd", b"x" * 64).line for number in range(17)]
    assert len(Note.parse("\n".join([TEXT, *lines[:16], ""]).encode()).signatures) == 16
    assert code_of("\n".join([TEXT, *lines, ""])) == "too_many_signatures"


def test_a_note_of_100_megabytes_is_refused_before_it_is_read():
    huge = bytes(100_000_000)
    assert "100000000 bytes" in problem(Note.parse, huge).message
    assert code_of("a" * rules.LONGEST + f"\n\n{LINE}\n") == "too_long"


@pytest.mark.parametrize("spoil", [
    lambda b: b.rstrip("="), lambda b: b + "=", lambda b: b + "\u00a0", lambda b: "=" + b, lambda b: b[:-4],
    lambda b: b.replace("+", "-").replace("/", "_") + "-_-_", lambda b: b[:20] + " " + b[20:], lambda b: b[:20] + "!" + b[20:],
    lambda b: b[:10] + "=" + b[10:], lambda b: b + "AAAA", lambda b: b[:20] + "\u0660" + b[21:], lambda b: b + "\uff1d",
])  # fmt: skip
def test_base64_without_padding_for_addresses_or_with_anything_more_is_refused(spoil):
    kept = base64.b64encode(LOG.sign(TEXT).key + LOG.sign(TEXT).data).decode()
    assert kept.endswith("=")
    found = spoil(kept)
    with pytest.raises(Problems):
        Note.parse(f"{TEXT}\n\u2014 {ORIGIN} {found}\n".encode()).signed_by([LOG.key])
    if len(found) % 4:
        problem(rules.base64, found, "note")


def test_base64_with_bits_left_over_is_refused_though_it_says_the_same_bytes():
    for text, twin in (("AA==", "AB=="), ("AAA=", "AAB="), ("/w==", "/x=="), ("//8=", "//9=")):
        assert base64.b64decode(text) == base64.b64decode(twin)
        assert base64.b64encode(rules.base64(text, "note")).decode() == text
        assert problem(rules.base64, twin, "note").code == "bad_base64"


@pytest.mark.parametrize(
    "text", ["-_-_", "YQ", "YQ=", "YQ===", "Y Q=", "YQ==\n", "Y\nQ=", "ＹＱ==", "YQ=a", "=", "===="]
)
def test_what_is_no_base64_is_refused(text):
    assert problem(rules.base64, text, "note").code == "bad_base64"


@pytest.mark.parametrize("name", [
    "", "a b", "a+b", "+", " ", "a\u00a0b", "a\u3000b", "a\u2028b", "a\u2003", "\u0085", "a\nb", "a\tb", "a\0b", "a\x1fb", "a\x7fb",
    "\ud800", "a\udfffb", "x" * 256,
])  # fmt: skip
def test_a_name_with_spaces_plus_signs_control_characters_or_half_characters_is_none(name):
    assert problem(rules.name, name, "note").code == "bad_name"
    wrong = "".join(char if not "\ud800" <= char <= "\udfff" else "\ufffd" for char in name)
    if wrong == name:
        with pytest.raises(Problems):
            Note.parse(Note(TEXT, (Signature(name, b"abcd", b"x" * 64),)).whole)


def test_names_in_any_script_are_names():
    for name in ("weituo.example/茉莉园", "é", "x" * 255, "a/b.c:d-e_f~g", "<script>"):
        assert rules.name(name, "note") == name
        one = Signer(name)
        assert VerifierKey.parse(one.key.line) == one.key
        assert Note.parse(signed(TEXT, one)).signed_by([one.key]) == {one.key: None}


# ── who signed ──


def test_a_logs_signature_says_no_time_and_a_cosignature_says_its_own():
    note = Note(TEXT, (LOG.sign(TEXT), W1.sign(TEXT, 5), W2.sign(TEXT, rules.LARGEST)))
    keys = [LOG.key, W1.key, W2.key]
    assert Note.parse(note.whole).signed_by(keys) == {LOG.key: None, W1.key: 5, W2.key: rules.LARGEST}


def test_a_time_beyond_63_bits_is_refused():
    assert problem(check, W1.key, TEXT, W1.sign(TEXT, rules.LARGEST + 1).data).code == "bad_signature"


def test_the_time_of_a_cosignature_cannot_be_changed():
    data = W1.sign(TEXT, TIME).data
    assert check(W1.key, TEXT, data) == TIME
    assert problem(check, W1.key, TEXT, (TIME + 1).to_bytes(8, "big") + data[8:]).code == "bad_signature"


def test_unknown_signatures_are_passed_over_whatever_they_hold():
    strangers = [
        Signature("stranger.example", b"abcd", b"x"),
        Signature(ORIGIN, b"abcd", b"the log's name, another key"),
        Signature("stranger.example", LOG.key.id, b"another name, the log's id"),
        Signature("mldsa.example/w", b"\x06\0\0\0", b"x" * 2428),
    ]
    note = Note(TEXT, (*strangers[:2], LOG.sign(TEXT), *strangers[2:]))
    assert Note.parse(note.whole).signed_by([LOG.key, W1.key]) == {LOG.key: None}


def test_one_wrong_signature_of_a_known_key_spoils_the_note_however_many_are_right():
    good = (LOG.sign(TEXT), W1.sign(TEXT))
    for wrong in (W2.sign(TEXT + "x"), W2.sign(TEXT)._replace(data=b"x" * 72), W2.sign(TEXT)._replace(data=b"x")):
        note = Note(TEXT, (*good, wrong))
        assert problem(note.signed_by, [LOG.key, W1.key, W2.key]).message == (
            "The signature of witness.example/2 does not fit the text."
        )
        assert set(note.signed_by([LOG.key, W1.key])) == {LOG.key, W1.key}


def test_the_same_key_twice_under_a_note_is_refused():
    twice = Note(TEXT, (LOG.sign(TEXT), W1.sign(TEXT, 1), W1.sign(TEXT, 2)))
    assert problem(twice.signed_by, [LOG.key, W1.key]).code == "signed_twice"
    assert twice.signed_by([LOG.key]) == {LOG.key: None}


def test_a_logs_signature_is_no_cosignature_and_a_cosignature_no_logs_even_of_one_private_key():
    log, witness = Signer("both.example", ED25519), Signer("both.example", COSIGNATURE)
    assert log.key.public == witness.key.public
    assert log.key.id != witness.key.id
    plain, stamped = log.sign(TEXT), witness.sign(TEXT)
    assert Note(TEXT, (plain,)).signed_by([witness.key]) == {}
    assert Note(TEXT, (stamped,)).signed_by([log.key]) == {}
    for key, data in (
        (witness.key, plain.data),
        (witness.key, TIME.to_bytes(8, "big") + plain.data),
        (log.key, stamped.data),
        (log.key, stamped.data[8:]),
    ):
        assert problem(Note(TEXT, (Signature(key.name, key.id, data),)).signed_by, [key]).code == "bad_signature"


def test_what_a_witness_signs_is_never_a_checkpoint_a_log_could_have_signed():
    """cosignature/v1 has five lines: with its text as a note's, no checkpoint and no receipt can be read."""
    assert problem(Checkpoint.parse, cosigned(TEXT, TIME).decode()).code == "bad_lines"


@pytest.mark.parametrize("kind", [0, 2, 3, 5, 6, 0xFF])
def test_a_key_of_a_type_not_known_here_is_refused(kind):
    data = base64.b64encode(bytes([kind]) + LOG.key.public).decode()
    line = f"{ORIGIN}+{key_id(ORIGIN, kind, LOG.key.public).hex()}+{data}"
    assert problem(VerifierKey.parse, line).code == "unknown_type"


def vkey(name, public, kind=ED25519):
    return f"{name}+{key_id(name, kind, public).hex()}+{base64.b64encode(bytes([kind]) + public).decode()}"


@pytest.mark.parametrize(("line", "code"), [
    ("", "bad_key"), ("name", "bad_key"), ("name+00000000", "bad_key"), ("x" * 601, "bad_key"),
    (LOG.key.line + "\n", "bad_base64"), (LOG.key.line + "=", "bad_base64"), (LOG.key.line[:-4], "bad_base64"),
    (LOG.key.line.replace(LOG.key.id.hex(), LOG.key.id.hex().upper()), "wrong_id"),
    (LOG.key.line.replace(ORIGIN, "weituo.example/peony"), "wrong_id"),
    ("\ud800+00000000+" + LOG.key.line.split("+", 2)[2], "bad_name"),
    (" " + LOG.key.line, "bad_name"), ("+" + LOG.key.line, "bad_name"),
    (vkey("a", bytes(32)), "bad_key"), (vkey("a", b"\x01" + bytes(31)), "bad_key"), (vkey("a", b"\xff" * 32), "bad_key"),
    (vkey("a", b"\x02" + bytes(31)), "bad_key"),
    (vkey("a", LOG.key.public + b"\0"), "bad_base64"), (vkey("a", b""), "bad_base64"),
])  # fmt: skip
def test_a_key_written_another_way_or_no_point_of_the_curve_is_refused(line, code):
    assert problem(VerifierKey.parse, line).code == code


# ── checkpoints ──


@pytest.mark.parametrize("size", [
    "+5", "-5", "007", "00", "", " 5", "5 ", "5_0", "5.0", "5e1", "0x5", "٣", "５", "²", "Ⅴ", "1" * 20, str(2**63), str(2**64 - 1),
    "9" * 5000,
])  # fmt: skip
def test_a_size_is_plain_digits_without_sign_or_leading_zeros_below_2_63(size):
    root = TEXT.split("\n")[2]
    assert problem(Checkpoint.parse, f"{ORIGIN}\n{size}\n{root}\n").code == "bad_number"


def test_the_largest_size_is_2_63_less_1():
    assert Checkpoint.parse(f"{ORIGIN}\n{2**63 - 1}\n{TEXT.split()[2]}\n").size == 2**63 - 1


ROOT = TEXT.split("\n")[2]


@pytest.mark.parametrize(("text", "code"), [
    ("", "bad_lines"), ("\n", "bad_lines"), (TEXT[:-1], "bad_lines"), (TEXT + "\n", "bad_lines"), (TEXT + "more\n", "bad_lines"),
    ("\n" + TEXT, "bad_lines"), (f"{ORIGIN}\n3\n{ROOT}\nx", "bad_lines"),
    (f"\n3\n{ROOT}\n", "bad_name"), (f"a b\n3\n{ROOT}\n", "bad_name"), (f"a+b\n3\n{ROOT}\n", "bad_name"),
    (f"{ORIGIN}\n3\n{ROOT[:-1]}\n", "bad_base64"), (f"{ORIGIN}\n3\n\n", "bad_base64"), (f"{ORIGIN}\n3\nAAAA\n", "bad_base64"),
    (f"{ORIGIN}\n3\n{ROOT}{ROOT}\n", "bad_base64"),
    (f"{ORIGIN}\n0\n{ROOT}\n", "bad_root"),
])  # fmt: skip
def test_a_checkpoint_is_three_lines_and_nothing_else(text, code):
    assert problem(Checkpoint.parse, text).code == code


def test_an_empty_log_has_a_checkpoint_with_the_root_of_nothing():
    empty = checkpoint(0)
    assert Checkpoint.parse(empty.text) == empty


def test_a_signature_line_alone_is_read_and_written_the_same():
    assert signature(LINE) == LOG.sign(TEXT)
    assert signature(LINE).line == LINE
    assert problem(signature, "").code == "bad_signature_line"
