"""What the words of the terms are called in a contract. A word that is not here is printed as it stands."""

from __future__ import annotations

from covenant.text.phrase import Text

MODES = {
    "full": Text("整体委托", "full outsourcing"),
    "partial": Text("部分委托", "partial outsourcing"),
    "co_managed": Text("合作共管", "co-management"),
}
PILLARS = {
    "maintenance": Text("共用部位及设施设备的维修养护", "maintenance of the common parts, installations and equipment"),
    "sanitation": Text("清洁卫生和绿化养护", "cleaning and gardening"),
    "order": Text("秩序维护", "keeping order"),
}
ROLES = {
    "principal": Text("委托方，即物业方", "the principal, the property company"),
    "contractor": Text("受托方，即外包方", "the contractor"),
    "specialist": Text("专业分包单位", "specialist subcontractor"),
    "utility": Text("公用事业单位", "utility"),
    "owner": Text("业主一方", "owner side"),
}
SIZES = {
    "large": Text("大型企业", "large company"),
    "medium": Text("中型企业", "medium-sized company"),
    "small": Text("小型企业", "small company"),
    "micro": Text("微型企业", "micro company"),
}
LICENCES = {
    "lift_maintenance": Text("电梯维护保养许可", "licence for lift maintenance"),
    "fire_maintenance": Text("消防设施维护保养资质", "licence for the maintenance of fire installations"),
    "low_voltage": Text("低压电工作业资格", "licence for low-voltage electrical work"),
}
CAUSES = {
    "any": Text("任何原因", "any cause"),
    "wear": Text("磨损老化", "wear"),
    "sudden": Text("突发性损坏", "sudden damage"),
    "renewal": Text("更新改造", "renewal"),
}
PAYERS = {
    "fee": Text("已包含在月服务费内，不另行收取", "are included in the monthly fee"),
    "owner": Text("由业主承担", "are borne by the owner"),
    "maintenance_fund": Text("由住宅专项维修资金列支", "are paid from the maintenance fund"),
    "utility": Text("由公用事业单位承担", "are borne by the utility"),
    "insurance": Text("由保险赔付承担", "are paid by the insurance"),
    "pending_finding": Text("待原因认定后由责任方承担", "are borne by whoever the finding of the cause names"),
}
WEEKDAYS = (
    Text("星期一", "Monday"),
    Text("星期二", "Tuesday"),
    Text("星期三", "Wednesday"),
    Text("星期四", "Thursday"),
    Text("星期五", "Friday"),
    Text("星期六", "Saturday"),
    Text("星期日", "Sunday"),
)
CLOCKS = {"respond": Text("响应", "response"), "repair": Text("修复", "repair")}
EVIDENCE = {
    "utility_notice": Text("公用事业单位的公告", "a notice of the utility"),
    "proof": Text("证明材料", "proof"),
}
ROUNDINGS = {
    "half_up": Text("四舍五入", "half up"),
    "half_even": Text("四舍六入五成双", "half to even"),
    "down": Text("舍去尾数", "towards zero"),
    "up": Text("有尾数即进位", "away from zero"),
}
NATURES = {
    "injury": Text("造成对方人身损害", "personal injury"),
    "intent": Text("故意", "intent"),
    "gross_negligence": Text("重大过失", "gross negligence"),
}
HANDOVER = {
    "assets": Text("设施设备及工具备件", "equipment, tools and spare parts"),
    "records": Text("全部技术资料与记录", "all technical documents and records"),
    "keys": Text("钥匙与账号权限", "keys and access rights"),
    "open_orders": Text("未完成的工单", "open orders"),
    "personal_data": Text("个人信息", "personal data"),
    "deposit": Text("保证金", "the deposit"),
}
DATA = {
    "name": Text("姓名", "name"),
    "phone": Text("电话号码", "telephone number"),
    "address": Text("住址", "address"),
    "photos": Text("照片", "photos"),
}
SHOWN = {
    "before": Text("维修前照片", "photos from before the work"),
    "after": Text("维修后照片", "photos from after the work"),
    "video": Text("视频", "video"),
    "signature": Text("现场签字", "signature on the spot"),
}
ON_END = {
    "return": Text("返还", "return"),
    "delete": Text("删除", "delete"),
    "return_or_delete": Text("返还或者删除", "return or delete"),
}
RANKS = {
    "score": Text("考核得分从高到低", "score, the higher first"),
    "-score": Text("考核得分从低到高", "score, the lower first"),
    "red_lines": Text("红线次数从多到少", "number of red lines, the more first"),
    "-red_lines": Text("红线次数从少到多", "number of red lines, the fewer first"),
    "satisfaction": Text("业主满意率从高到低", "satisfaction, the higher first"),
    "-satisfaction": Text("业主满意率从低到高", "satisfaction, the lower first"),
}
POLICIES = {"公众责任险": Text("公众责任险", "public liability insurance (公众责任险)")}
