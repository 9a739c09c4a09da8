"""Who lives and works in the demo world. Fictional roles only; everybody's password is `weituo-demo`."""

from __future__ import annotations

from dataclasses import dataclass

PASSWORD = "weituo-demo"


@dataclass(frozen=True, slots=True)
class Member:
    username: str
    name: str
    role: str
    organisation: str
    party: str | None
    about_zh: str
    about_en: str


ORGANISATIONS = {
    "principal": ("principal", "茉莉园物业服务中心", "Jasmine Court Property Services"),
    "contractor": ("contractor", "示范机电工程公司A", "Model Engineering Company A"),
    "committee": ("committee", "茉莉园业主委员会", "Jasmine Court Owners' Committee"),
    "auditor": ("auditor", "示范审计事务所", "Model Auditors"),
}

CAST = (
    Member("wang", "王工", "engineer", "contractor", "A", "乙方工程师", "contractor's engineer"),
    Member("zhao", "赵工", "engineer", "contractor", "A", "乙方工程师", "contractor's engineer"),
    Member("qian", "钱工", "engineer", "contractor", "A", "乙方工程师", "contractor's engineer"),
    Member("he", "何工", "engineer", "contractor", "A", "乙方工程师", "contractor's engineer"),
    Member("lin", "林工", "engineer", "contractor", "A", "乙方工程师", "contractor's engineer"),
    Member("sun", "孙经理", "contractor_manager", "contractor", "A", "乙方经理", "contractor's manager"),
    Member("li", "李主管", "supervisor", "principal", "P", "甲方工程主管", "supervisor"),
    Member("zhou", "周经理", "manager", "principal", "P", "物业经理", "property manager"),
    Member("wu", "吴会计", "finance", "principal", "P", "物业财务", "finance"),
    Member("zheng", "郑师傅", "guard", "principal", "P", "夜班保安", "night guard"),
    Member("feng", "冯委员", "committee", "committee", None, "业委会委员", "owners' committee"),
    Member("chen", "陈老师", "auditor", "auditor", None, "第三方审计", "auditor"),
    Member("admin", "管理员", "administrator", "principal", None, "系统管理员", "administrator"),
)

LICENCES = (
    # user name, kind, valid for years, days ago, document
    ("wang", "lift", 4, 300, "特种设备安全管理和作业人员证"),
    ("wang", "lv_electrician", 6, 700, "特种作业操作证"),
    ("zhao", "lift", 4, 1200, "特种设备安全管理和作业人员证"),
    ("qian", "lv_electrician", 6, 400, "特种作业操作证"),
    ("qian", "hv_electrician", 6, 400, "特种作业操作证"),
    ("he", "lv_electrician", 6, 2150, "特种作业操作证"),  # runs out within weeks
    ("he", "fire_operator", 30, 500, "消防设施操作员职业资格证书"),
    ("lin", "fire_operator", 30, 900, "消防设施操作员职业资格证书"),
    ("lin", "lift", 4, 100, "特种设备安全管理和作业人员证"),
)
"""Who may do what; one of them soon needs a new one."""
