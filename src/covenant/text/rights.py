"""结算单、解约、责任、安全、个人信息、续约、其他: what the parties owe each other beside work and price."""

from __future__ import annotations

from collections.abc import Iterator

from covenant.agreement.terms import Terms
from covenant.exit import SKIP
from covenant.liability import Insurance
from covenant.renewal import ALL
from covenant.text import names, words
from covenant.text.numbers import by_word, clause, counted, duration, of_days, percent, points, yuan
from covenant.text.phrase import Text, joined, label, listed, same, say

Numbered = tuple[str, Text]
_TWELVE = 12  # months of the rule that does not ask for a row, see covenant.exit


def statement(terms: Terms) -> Iterator[Numbered]:
    """The statement: issued, objected to, paid."""
    said = [
        say(
            "甲方应在每月终了后{days}内向乙方出具当月的结算单。",
            "The Principal issues the statement of a month to the Contractor within {days} of its end.",
            days=duration(terms.issue_by),
        )
    ]
    if terms.objection_days is not None and terms.objection_calendar is not None:
        said.append(
            say(
                "任何一方对结算单有异议的，应在收到后{days}内指明所异议的数字提出，该期间只计{calendar}所列有工作时间的日；逾期未提出的，视为确认。",
                "Either party may object within {days} of receiving it, naming the figure objected to; only days "
                "with hours under "
                "{calendar} count. A statement not objected to in time is agreed.",
                days=of_days(terms.objection_days),
                calendar=clause(terms.calendar_clauses[terms.objection_calendar]),
            )
        )
    if terms.pay_within_days is not None:
        said.append(
            say(
                "甲方应在收到结算单后{days}内支付；有异议的，无异议部分仍应按期支付。",
                "The Principal pays within {days} of the statement; what is not objected to is paid in time all the "
                "same.",
                days=of_days(terms.pay_within_days),
            )
        )
    said.append(
        Text(
            "已出具的结算单不作改动，更正计入以后月份。",
            "A statement once issued is never changed; a correction goes into a later month.",
        )
    )
    yield terms.statement_clause, joined(said)


def exit_terms(terms: Terms) -> Iterator[Numbered]:
    """When the principal may terminate, and until when."""
    one = terms.exit
    if one is None:
        return
    months = counted(one.need, "个月", "month")
    if one.consecutive:
        skipped = Text("未评价的月份略过不计", "months not evaluated are passed over")
        if one.not_evaluated != SKIP:
            skipped = Text("未评价的月份使连续中断", "a month not evaluated interrupts the row")
        ground = say(
            "连续{months}未达标的（{skipped}）",
            "{months} in a row have failed ({skipped})",
            months=months,
            skipped=skipped,
        )
    else:
        ground = say(
            "任意{year}内累计{months}未达标的",
            "{months} within {year} have failed",
            months=months,
            year=counted(_TWELVE, "个月", "month"),
        )
    yield (
        one.clause,
        joined(
            [
                say(
                    "月度考核总分低于{edge}的，该月为未达标。",
                    "A month with a total below {edge} fails.",
                    edge=points(one.fail_below),
                ),
                say("{ground}，甲方有权解除本协议。", "When {ground}, the Principal may terminate.", ground=ground),
                say(
                    "该权利应自产生之日的次日起{days}内行使，逾期消灭。",
                    "The right is used within {days}, counted from the day after it arises, and lapses after that.",
                    days=of_days(one.exercise_within_days),
                ),
                say(
                    "解除通知自到达乙方之日的次日起满{days}生效。",
                    "A notice takes effect when {days} have passed, counted from the day after it arrives.",
                    days=of_days(one.notice_days),
                ),
                Text("上述期间均按自然日计算。", "These are calendar days."),
                say(
                    "协议终止时，乙方应向甲方移交或者结清：{what}。",
                    "At the end the Contractor hands over or settles: {what}.",
                    what=listed(by_word(words.HANDOVER, key) for key in one.handover),
                ),
            ]
        ),
    )


def liability(terms: Terms) -> Iterator[Numbered]:
    """Caps and insurance."""
    one = terms.liability
    if one is None:
        return
    if one.annual_cap is None:
        said = [Text("赔偿责任不设上限。", "Liability has no cap.")]
    else:
        said = [
            say(
                "赔偿责任方自行承担的赔偿，每一年度合计以{cap}为限。",
                "What a liable party bears itself is limited to {cap} a year.",
                cap=yuan(one.annual_cap, terms.zone),
            ),
            say(
                "下列情形不受上述限额的限制：{natures}。",
                "The limit does not apply to: {natures}.",
                natures=listed(by_word(words.NATURES, key) for key in one.not_capped),
            ),
        ]
    if one.annual_cap is None and one.not_capped:
        natures = listed(by_word(words.NATURES, key) for key in one.not_capped)
        said.append(
            say("{natures}的责任，任何约定均不得限制。", "Nothing limits liability for {natures}.", natures=natures)
        )
    if one.insurance is not None:
        said.append(_insurance(terms, one.insurance))
    yield one.clause, joined(said)


def _insurance(terms: Terms, one: Insurance) -> Text:
    kind: str = terms.document["liability"]["insurance"]["kind"]
    return say(
        "乙方应投保{kind}，每次事故赔偿限额为{most}；每次事故免赔额为{least}与损失金额的{share}两者中的较高者。",
        "The Contractor takes out {kind} paying up to {most} per event; the deductible is {least} or {share} of the "
        "loss, "
        "whichever is more.",
        kind=words.POLICIES.get(kind) or same(kind),
        most=yuan(one.per_event, terms.zone),
        least=yuan(one.deductible_min, terms.zone),
        share=percent(one.deductible_share),
    )


def safety(terms: Terms) -> Iterator[Numbered]:
    """The safety agreement."""
    one = terms.safety
    if one is None:
        return
    yield (
        one.clause,
        say(
            "双方另行签订安全生产管理协议（文件{document}），明确各自的安全生产管理职责；甲方每月至少进行{times}安全检查。",
            "The parties have a separate safety agreement (document {document}) on who is in charge of what; the "
            "Principal "
            "inspects at least {times} a month.",
            document=one.document,
            times=counted(one.inspections, "次", "time"),
        ),
    )


def witnessing(terms: Terms) -> Iterator[Numbered]:
    """Who watches the ledger."""
    one = terms.witnessing
    if one is None:
        return
    yield (
        one.clause,
        say(
            "{parties}各自运行存证账本的见证程序。一条记录须由其中至少{quorum}联署其所在的检查点，方为已证明；签署规则的每次变更均记入"
            "账本。任何一方均可凭审计包自行重算本协议项下的考核与结算。",
            "{parties} each run a witness of the ledger. A record counts as proven once at least {quorum} of them have "
            "cosigned a checkpoint over it; every change of who has to sign is written into the ledger. With an audit "
            "bundle each of them may compute the scores and payments under this agreement again.",
            parties=listed(names.party(terms, letter) for letter in one.parties),
            quorum=Text(f"{one.quorum}方", str(one.quorum)),
        ),
    )


def evidence(terms: Terms) -> Iterator[Numbered]:
    """What has to be shown before a completion is taken in."""
    for rule in terms.evidence:
        some = [names.severity(terms, key) for key in rule.severities]
        yield (
            rule.clause,
            say(
                "{items}的工单{severities}，报完工前须提交{role}至少{least}；未提交的，不受理报完工，修复时限继续计算。退回后重新"
                "报完工的，除维修前照片外，均须重新提交。",
                "For orders about {items}{severities}, at least {least} of these is handed in before completion is "
                "claimed: {role}. Without it the claim is not taken in and the clock runs on. After a rejection all but "
                "photos from before the work is handed in anew.",
                items=listed(_covered(terms, item) for item in rule.items),
                severities=say("（限{some}）", " ({some} only)", some=listed(some)) if some else Text("", ""),
                role=by_word(words.SHOWN, rule.role),
                least=Text(f"{rule.least}份", str(rule.least)),
            ),
        )


def _covered(terms: Terms, pattern: str) -> Text:
    return Text("各项设备与部位", "all equipment and places") if pattern == "*" else names.items(terms, pattern)


def data(terms: Terms) -> Iterator[Numbered]:
    """Personal data."""
    one = terms.data
    if one is None:
        return
    yield (
        one.clause,
        say(
            "{controller}为个人信息处理者，委托{processor}为履行本协议处理下列个人信息：{kinds}。保存期限为{retain}；协议终止时，"
            "受托方应予{end}，不得留存。",
            "{controller} entrusts {processor} with processing these personal data for the purpose of this "
            "agreement: {kinds}. "
            "They are kept for {retain}; at the end {processor} has to {end} them and keeps none.",
            controller=names.party(terms, one.controller),
            processor=names.party(terms, one.processor),
            kinds=listed(by_word(words.DATA, key) for key in one.kinds),
            retain=duration(one.retain),
            end=words.ON_END[one.on_end],
        ),
    )


def renewal(terms: Terms) -> Iterator[Numbered]:
    """Who has priority when the agreement is renewed."""
    one = terms.renewal
    if one is None:
        return
    ties = Text("末位并列的，共同享有该优先权", "those tied over the last place hold it together")
    if one.ties == ALL:
        ties = Text("末位并列的，各自享有优先权", "those tied over the last place all have it")
    yield (
        one.clause,
        say(
            "续约时对各承包单位依次按{keys}排名，排名前{top}的在同等条件下享有优先权，{ties}；已评价不足{months}或者考核得分低于{least}的，"
            "不参加排名。",
            "On renewal contractors are ranked by {keys}; the best {top} have priority on equal terms, {ties}. "
            "Whoever was "
            "evaluated in fewer than {months} or scores below {least} is not ranked.",
            keys=listed((by_word(words.RANKS, key) for key in one.rank_by), last=Text("、", "and then")),
            top=Text(f"{one.top}名", str(one.top)),
            ties=ties,
            months=counted(one.min_months, "个月", "month"),
            least=points(one.min_score),
        ),
    )


def notes(terms: Terms) -> Iterator[Numbered]:
    """Free prose, said to have no effect."""
    for note in terms.notes:
        yield (
            note.clause,
            say(
                "{text}（本条仅为说明，不影响任何计算结果。）",
                "{text} (This clause is a note without effect on any figure.)",
                text=label(note.text),
            ),
        )
