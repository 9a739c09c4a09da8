"""A policy says who must have signed; what fewer signed is not sealed, and a policy nobody could mean is refused."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from covenant.seal import COSIGNATURE, ED25519, Note, Policy
from covenant.seal.policy import LINES
from tests.covenant.ledger.example import LOG, ORIGIN, TIME, WITNESSES, Signer, checkpoint, problem, signed

TEXT = checkpoint().text
LOGS = f"log {LOG.key.line}\n"
THREE = "".join(f"witness {name} {WITNESSES[name].key.line}\n" for name in ("w1", "w2", "w3"))
SIX = "".join(f"witness {name} {one.key.line}\n" for name, one in WITNESSES.items())


def policy(rules, witnesses=SIX, logs=LOGS):
    return Policy.parse((logs + witnesses + rules).encode())


def note(*names, text=TEXT):
    """A checkpoint the log and these witnesses signed."""
    return signed(text, LOG, *(WITNESSES[name] for name in names))


def sealing(rules, witnesses=THREE):
    """The sets of witnesses whose cosignatures are enough under these rules."""
    wanted = policy(rules, witnesses)
    names = sorted(wanted.witnesses)
    enough = set()
    for count in range(len(names) + 1):
        for chosen in combinations(names, count):
            if wanted.satisfied(set(chosen)):
                enough.add("".join(chosen).replace("w", ""))
                assert set(wanted.sealed(note(*chosen)).witnesses) == set(chosen)
            else:
                assert problem(wanted.sealed, note(*chosen)).code == "no_quorum"
    return enough


@pytest.mark.parametrize(("rules", "enough"), [
    ("quorum none\n", {"", "1", "2", "3", "12", "13", "23", "123"}),
    ("quorum w2\n", {"2", "12", "23", "123"}),
    ("group g any w1 w2 w3\nquorum g\n", {"1", "2", "3", "12", "13", "23", "123"}),
    ("group g 1 w1 w2 w3\nquorum g\n", {"1", "2", "3", "12", "13", "23", "123"}),
    ("group g 2 w1 w2 w3\nquorum g\n", {"12", "13", "23", "123"}),
    ("group g 3 w1 w2 w3\nquorum g\n", {"123"}),
    ("group g all w1 w2 w3\nquorum g\n", {"123"}),
    ("group g all w3\nquorum g\n", {"3", "13", "23", "123"}),
    ("group a any w1 w2\ngroup b all a w3\nquorum b\n", {"13", "23", "123"}),
    ("group a all w1 w2\ngroup b any a w3\nquorum b\n", {"3", "12", "13", "23", "123"}),
])  # fmt: skip
def test_none_one_any_all_k_of_n_and_groups_of_groups_are_enough_exactly_when_they_say(rules, enough):
    assert sealing(rules) == enough


def test_the_example_of_tlog_policy_two_of_three_and_any_of_three():
    rules = "group x 2 w1 w2 w3\ngroup y any w4 w5 w6\n\ngroup x-and-y all x y\nquorum x-and-y\n"
    wanted = policy(rules)
    for count in range(7):
        for names in combinations(WITNESSES, count):
            enough = len({"w1", "w2", "w3"} & set(names)) >= 2 and bool({"w4", "w5", "w6"} & set(names))
            assert wanted.satisfied(set(names)) is enough


def test_a_sealed_checkpoint_says_who_cosigned_when_by_the_policys_names():
    data = Note(TEXT, (LOG.sign(TEXT), WITNESSES["w1"].sign(TEXT, 7), WITNESSES["w3"].sign(TEXT, TIME))).whole
    found = policy("group g 2 w1 w2 w3\nquorum g\n").sealed(data, ORIGIN)
    assert found.checkpoint == checkpoint()
    assert found.witnesses == {"w1": 7, "w3": TIME}


def test_stripped_cosignatures_are_missed():
    wanted = policy("group g 2 w1 w2 w3\nquorum g\n")
    whole = Note.parse(note("w1", "w2"))
    assert wanted.sealed(whole.whole)
    for left in (whole.signatures[:1], whole.signatures[:2], (whole.signatures[0], whole.signatures[2])):
        found = problem(wanted.sealed, Note(TEXT, left).whole)
        assert found.code == "no_quorum"
        assert "that is not the quorum 'g' of the policy" in found.message
    assert "Cosigned by nobody" in problem(wanted.sealed, note()).message


def test_a_witness_counts_once_however_often_it_signed():
    one = WITNESSES["w1"]
    data = Note(TEXT, (LOG.sign(TEXT), one.sign(TEXT, 1), one.sign(TEXT, 2))).whole
    assert problem(policy("group g 2 w1 w2 w3\nquorum g\n").sealed, data).code == "signed_twice"


def test_cosignatures_of_strangers_and_of_another_text_do_not_count():
    wanted = policy("group g 1 w1 w2\nquorum g\n", THREE)
    assert problem(wanted.sealed, note("w4", "w5", "w6")).code == "no_quorum"
    foreign = Note(TEXT, (LOG.sign(TEXT), WITNESSES["w1"].sign(checkpoint(4).text))).whole
    assert problem(wanted.sealed, foreign).code == "bad_signature"


def test_without_the_logs_own_signature_no_quorum_helps():
    wanted = policy("quorum w1\n", THREE)
    assert problem(wanted.sealed, signed(TEXT, *(WITNESSES[name] for name in ("w1", "w2", "w3")))).code == "not_signed"
    other = Signer("weituo.example/peony")
    assert problem(wanted.sealed, signed(TEXT, other, WITNESSES["w1"])).code == "not_signed"


def test_one_log_cannot_sign_for_another_of_the_same_policy():
    other = Signer("weituo.example/peony")
    wanted = policy("quorum none\n", THREE, LOGS + f"log {other.key.line}\n")
    assert problem(wanted.sealed, signed(TEXT, other)).code == "not_signed"
    assert problem(wanted.sealed, signed(TEXT, LOG), "weituo.example/peony").code == "other_log"
    assert wanted.sealed(signed(TEXT, LOG, other), ORIGIN).checkpoint.origin == ORIGIN


def test_a_witness_cannot_stand_for_the_log_though_it_has_its_name():
    twin = Signer(ORIGIN, COSIGNATURE, seed="twin")
    wanted = policy("quorum w\n", f"witness w {twin.key.line}\n")
    assert problem(wanted.sealed, signed(TEXT, twin)).code == "not_signed"


def test_while_a_logs_key_is_changed_either_key_is_enough():
    new = Signer(ORIGIN, seed="new")
    wanted = policy("quorum none\n", THREE, LOGS + f"log {new.key.line}\n")
    for signers in ([LOG], [new], [LOG, new]):
        assert wanted.sealed(signed(TEXT, *signers), ORIGIN)
    spoilt = Note(TEXT, (LOG.sign(TEXT), new.sign(TEXT + "x")))
    assert problem(wanted.sealed, spoilt.whole).code == "bad_signature"


def test_what_the_log_signed_and_is_no_checkpoint_is_not_sealed():
    wanted = policy("quorum none\n", THREE)
    for text in ("hello\n", TEXT + "extension\n", TEXT * 2, TEXT + "\n"):
        assert problem(wanted.sealed, signed(text, LOG)).code == "bad_lines"


SAME = Signer("another.example", COSIGNATURE, seed=WITNESSES["w1"].key.name)


@pytest.mark.parametrize(("lines", "where", "code"), [
    (f"{LOGS}{THREE}witness again {WITNESSES['w1'].key.line}\nquorum w1", 5, "same_key"),
    (f"{LOGS}{THREE}witness again {SAME.key.line}\nquorum w1", 5, "same_key"),
    (f"{LOGS}{LOGS}quorum none", 2, "same_key"),
    (f"{LOGS}witness w {Signer('w.example', COSIGNATURE, seed=ORIGIN).key.line}\nquorum w", 2, "same_key"),
    (f"{LOGS}witness w1 {WITNESSES['w1'].key.line}\nwitness w1 {WITNESSES['w2'].key.line}\nquorum w1", 3, "same_name"),
    (f"{LOGS}witness none {WITNESSES['w1'].key.line}\nquorum none", 2, "same_name"),
    (f"{LOGS}{THREE}group w1 any w2\nquorum w1", 5, "same_name"),
    (f"{LOGS}{THREE}group none any w2\nquorum none", 5, "same_name"),
    (f"{LOGS}{THREE}group g any w1\ngroup g any w2\nquorum g", 6, "same_name"),
    (f"{LOGS}{THREE}group g any w1 w1\nquorum g", 5, "member_twice"),
    (f"{LOGS}{THREE}group a any w1 w2\ngroup b any w1 w3\ngroup c all a b\nquorum c", 6, "member_twice"),
    (f"{LOGS}{THREE}group a any w1 w2\ngroup c 2 a w1 w3\nquorum c", 6, "member_twice"),
    (f"{LOGS}{THREE}group a any w1 w2\ngroup b any a\ngroup c all a b\nquorum c", 7, "member_twice"),
    (f"{LOGS}{THREE}group g any none\nquorum g", 5, "unknown_name"),
    (f"{LOGS}{THREE}group g any g\nquorum g", 5, "unknown_name"),
    (f"{LOGS}{THREE}group g any later\ngroup later any w1\nquorum g", 5, "unknown_name"),
    (f"{LOGS}{THREE}group g any w1 #w2\nquorum g", 5, "unknown_name"),
    (f"{LOGS}{THREE}quorum w9", 5, "unknown_name"),
    (f"{LOGS}{THREE}quorum w1#", 5, "unknown_name"),
    (f"{LOGS}quorum w1\n{THREE}", 2, "unknown_name"),
    *((f"{LOGS}{THREE}group g {need} w1 w2\nquorum g", 5, "bad_number")
      for need in ("0", "3", "-1", "+1", "01", "1.0", "x", "ANY", "All", "٢", "9999999999999999999999")),
    (f"{LOGS}{THREE}group g any\nquorum g", 5, "bad_line"),
    (f"{LOGS}{THREE}group g\nquorum g", 5, "bad_line"),
    (f"{LOGS}{THREE}quorum w1\nquorum w2", 6, "bad_line"),
    (f"{LOGS}{THREE}quorum w1 w2", 5, "bad_line"),
    (f"{LOGS}{THREE}quorum", 5, "bad_line"),
    (f"{LOGS}{THREE}Quorum w1", 5, "bad_line"),
    (f"{LOGS}{THREE}quorum\u00a0w1", 5, "bad_line"),
    (f"{LOGS}{THREE}include other", 5, "bad_line"),
    (f"log\n{THREE}quorum w1", 1, "bad_line"),
    (f"log {LOG.key.line} url more\n{THREE}quorum w1", 1, "bad_line"),
    (f"log {WITNESSES['w1'].key.line}\nquorum none", 1, "wrong_type"),
    (f"{LOGS}witness w {Signer('other').key.line}\nquorum w", 2, "wrong_type"),
])  # fmt: skip
def test_a_policy_nobody_could_mean_is_refused_and_the_line_is_named(lines, where, code):
    found = problem(Policy.parse, lines.encode())
    assert (found.path, found.code) == (f"policy line {where}", code)


@pytest.mark.parametrize(("data", "code"), [
    (b"", "no_log"), (b"quorum none\n", "no_log"), (LOGS.encode(), "no_quorum"), ((LOGS + THREE).encode(), "no_quorum"),
    (b"\xff" + LOGS.encode(), "not_utf8"), ((LOGS + "quorum none\r\n").encode(), "carriage_return"),
    ((LOGS + "quorum none\0\n").encode(), "control_character"), (b"\n" * LINES, "too_long"), (b"#" * (2**20 + 1), "too_long"),
    (b"log a+00000000+AAAA\nquorum none\n", "bad_base64"), (b"log key\nquorum none\n", "bad_key"),
])  # fmt: skip
def test_a_policy_without_a_log_or_quorum_or_written_otherwise_is_refused(data, code):
    assert problem(Policy.parse, data).code == code


def test_tabs_spaces_comments_addresses_and_empty_lines_say_nothing():
    plain = policy("group g 2 w1 w2 w3\nquorum g\n", THREE)
    dressed = (
        "# who signs\n\n \t# indented\n"
        + LOGS.replace("\n", " https://log.example/#part\n")
        + THREE.replace(" ", "\t ")
    )
    assert Policy.parse((dressed + "  group\tg 2  w1\tw2 w3 \t\n\n quorum g \n# the end").encode()) == plain


def test_a_name_may_hold_what_is_no_space_to_the_specification():
    odd = "w\u3000#1"
    found = policy(f"quorum {odd}\n", f"witness {odd} {WITNESSES['w1'].key.line}\n")
    assert found.satisfied({odd})
    assert Policy.parse(found.text.encode()) == found


def test_thirty_two_of_everything_are_read():
    logs = "".join(f"log {Signer(f'log.example/{number}').key.line}\n" for number in range(32))
    lines = [f"witness w{number} {Signer(f'w.example/{number}', COSIGNATURE).key.line}" for number in range(32)]
    lines += [f"group g{number} any w{number}" for number in range(31)]
    lines += ["group all-of-them 31 " + " ".join(f"g{number}" for number in range(31)), "quorum all-of-them"]
    found = Policy.parse((logs + "\n".join(lines)).encode())
    assert (len(found.logs), len(found.witnesses), len(found.groups)) == (32, 32, 32)
    assert found.satisfied({f"w{number}" for number in range(31)})
    assert not found.satisfied({f"w{number}" for number in range(1, 32)})


@st.composite
def policies(draw):
    """Any policy: some logs, some witnesses, groups over what no group has yet, a quorum."""
    logs = "".join(f"log {Signer(f'log.example/{n}', ED25519).key.line}\n" for n in range(draw(st.integers(1, 3))))
    free = list(WITNESSES)[: draw(st.integers(0, 6))]
    witnesses = "".join(f"witness {name} {WITNESSES[name].key.line}\n" for name in free)
    names, groups = ["none", *free], ""
    for number in range(draw(st.integers(0, 3))):
        if not free:
            break
        members = draw(st.lists(st.sampled_from(free), min_size=1, unique=True))
        need = draw(st.sampled_from(["any", "all", *(str(one + 1) for one in range(len(members)))]))
        groups += f"group g{number} {need} {' '.join(members)}\n"
        free = [name for name in free if name not in members] + [f"g{number}"]
        names.append(f"g{number}")
    return (logs + witnesses + groups + f"quorum {draw(st.sampled_from(names))}\n").encode()


@given(policies(), st.sets(st.sampled_from(sorted(WITNESSES))))
def test_a_policy_written_out_is_read_as_the_same_and_more_witnesses_never_hurt(data, names):
    found = Policy.parse(data)
    again = Policy.parse(found.text.encode())
    assert again == found
    assert again.text == found.text
    if found.satisfied(names):
        assert found.satisfied(set(WITNESSES))
        assert all(found.satisfied(names | {one}) for one in WITNESSES)
