"""Questions about orders. Frozen answers; nothing here writes."""

from weituo.work.reads.alike import Alike, alike, merged
from weituo.work.reads.dashboard import Board, Day, dashboard, month_counts
from weituo.work.reads.detail import ClockView, Detail, PauseView, StepView, detail
from weituo.work.reads.dispatching import Choice, Choices, DispatchBoard, Round, board, choices, policy
from weituo.work.reads.listing import (
    Filters,
    Line,
    Named,
    Page,
    engineers,
    export,
    first_month,
    jobs,
    numbered,
    numbers,
    orders,
    subjects,
)
from weituo.work.reads.month import MonthView, month_of
from weituo.work.reads.night import NightBoard, NightLine, calls_of, night
from weituo.work.reads.photo import PhotoView, draft_photos, photo
from weituo.work.reads.reuse import FlagPage, FlagView, flag, flags, flags_of
from weituo.work.reads.spot import OpenHere, Standing, jobs_here, open_at_place, standing
from weituo.work.reads.tracked import Handler, Tracked, tracked_order, tracking

__all__ = [
    "Alike",
    "Board",
    "Choice",
    "Choices",
    "ClockView",
    "Day",
    "Detail",
    "DispatchBoard",
    "Filters",
    "FlagPage",
    "FlagView",
    "Handler",
    "Line",
    "MonthView",
    "Named",
    "NightBoard",
    "NightLine",
    "OpenHere",
    "Page",
    "PauseView",
    "PhotoView",
    "Round",
    "Standing",
    "StepView",
    "Tracked",
    "alike",
    "board",
    "calls_of",
    "choices",
    "dashboard",
    "detail",
    "draft_photos",
    "engineers",
    "export",
    "first_month",
    "flag",
    "flags",
    "flags_of",
    "jobs",
    "jobs_here",
    "merged",
    "month_counts",
    "month_of",
    "night",
    "numbered",
    "numbers",
    "open_at_place",
    "orders",
    "photo",
    "policy",
    "standing",
    "subjects",
    "tracked_order",
    "tracking",
]
