"""What residents of the demo world write. By the fault's key; the agreement's own Chinese name is the fallback."""

from __future__ import annotations

SAYINGS: dict[str, tuple[str, ...]] = {
    "trapped": ("电梯突然停了,里面有人出不来,请马上来!", "有老人被困在电梯里,按了报警没人应。"),
    "stuck": ("电梯停在7楼不动了,按了没反应。", "电梯门开着不走,等了十分钟了。"),
    "door": ("电梯门关不上,反复开合。", "电梯门关到一半又弹开,差点夹到孩子。"),
    "noise": ("运行的时候有很大的咔咔声。", "半夜嗡嗡响,楼上楼下都睡不好。"),
    "leak": ("天花板一直在滴水,地上一大片。", "管道接头漏水,流到走廊了。"),
    "burst": ("水管爆了,水漫出来了,快来关阀!",),
    "no_water": ("家里突然停水了,隔壁也没有。", "早上起来没水,没看到停水通知。"),
    "low_pressure": ("水压特别小,热水器打不着火。", "高层晚上水压不够,洗澡一会大一会小。"),
    "smoke": ("配电间门缝里有烟冒出来,有焦味!",),
    "fire": ("楼道里闻到烟味,看到有火光!",),
    "no_power": ("整层楼道没电了,电梯厅也是黑的。", "家里跳闸合不上,邻居家正常。"),
    "outage": ("整个单元停电了,什么时候能来?",),
    "no_light": ("楼道灯坏了两个,晚上看不见台阶。", "地库这一排灯都不亮,停车很黑。"),
    "flicker": ("走廊的灯一闪一闪的,看着心慌。",),
    "no_open": ("门禁刷卡没反应,要等别人出来才能进。", "按密码不开门,快递也进不来。"),
    "alarm": ("火警铃一直响,没看到着火,是不是误报?",),
    "false_alarm": ("烟感又误报了,这周第三次。",),
    "blocked": ("下水道堵了,脏水往外冒。", "地漏返水,有味道。"),
    "broken": ("单元门的闭门器坏了,门关不严。", "玻璃门裂了一道,怕碎了伤到人。"),
    "shock": ("摸到灯杆有麻的感觉,怕漏电。",),
}

REJECTED = ("又漏了,没修到位。", "试了还是一样,请再来看看。", "现场没清理,灰都在地上。")
PRAISED = ("来得很快,师傅很专业。", "修好了,谢谢。", "讲得很清楚,还提醒了怎么用。", "")
BLAMED = ("等太久了。", "修了两次才好。", "没提前打电话就来了。", "")
CALLERS = ("张女士", "刘先生", "陈阿姨", "周先生", "黄女士")


def saying(fault: str, name_zh: str, pick: int) -> str:
    """A resident's sentence for a fault; `pick` chooses among them."""
    options = SAYINGS.get(fault) or SAYINGS.get(fault.rsplit(".", 1)[-1]) or (f"{name_zh},请派人来看一下。",)
    return options[pick % len(options)]
