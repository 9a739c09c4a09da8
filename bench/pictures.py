"""Pictures that look like a telephone's: walls, pipes, cabinets, plates, stains, noise; and what people do to them."""

from __future__ import annotations

import io
from collections.abc import Callable
from random import Random

import numpy as np
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageFont, ImageOps

WIDE, HIGH = 640, 480
NAMES = ("配电柜", "水泵", "消火栓", "电梯机房", "阀门", "管道井", "1#", "2#", "B2-017", "380V", "PUMP", "DN100")


def scene(seed: int) -> Image.Image:
    """A picture of its own for each seed, upright or across."""
    rng, noise = Random(seed), np.random.default_rng(seed)
    size = (WIDE, HIGH) if rng.random() < 0.5 else (HIGH, WIDE)
    picture = _wall(rng, noise, size)
    draw = ImageDraw.Draw(picture)
    for _ in range(rng.randint(2, 14)):
        _thing(draw, rng, size)
    for _ in range(rng.randint(0, 3)):
        _patch(picture, rng, noise)
    for _ in range(rng.randint(0, 4)):
        _plate(draw, rng, size)
    if rng.random() < 0.3:
        picture = picture.filter(ImageFilter.GaussianBlur(rng.uniform(0.5, 4)))
    return shot(picture, rng, noise)


def shot(picture: Image.Image, rng: Random, noise: np.random.Generator) -> Image.Image:
    """As a sensor sees it: darker towards the corners, noisy."""
    wide, high = picture.size
    y, x = np.mgrid[-1 : 1 : high * 1j, -1 : 1 : wide * 1j]
    dark = 1 - rng.uniform(0, 0.35) * (x * x + y * y) / 2
    values = np.asarray(picture, np.float32) * dark[:, :, None].astype(np.float32)
    values += noise.normal(0, rng.uniform(1, 7), values.shape).astype(np.float32)
    return Image.fromarray(np.clip(values, 0, 255).astype(np.uint8))


def again(seed: int, kind: str) -> Image.Image:
    """Another photo of the scene of the same seed: the camera moved `slightly` or by `a step`, new noise, other light."""
    rng, noise = Random(f"{seed} {kind}"), np.random.default_rng([seed, len(kind)])
    first = scene(seed)
    wide, high = first.size
    far = {"slightly": 0.015, "a little": 0.04, "a step": 0.10}[kind]
    moved = [value + rng.uniform(-far, far) * side for value, side in zip(
        (0, 0, 0, high, wide, high, wide, 0), (wide, high) * 4, strict=True)]  # fmt: skip
    seen = first.transform(first.size, Image.Transform.QUAD, tuple(moved), Image.Resampling.BICUBIC)
    seen = ImageEnhance.Brightness(seen).enhance(rng.uniform(0.85, 1.15))
    return shot(seen, rng, noise)


def _wall(rng: Random, noise: np.random.Generator, size: tuple[int, int]) -> Image.Image:
    wide, high = size
    y, x = np.mgrid[0 : 1 : high * 1j, 0 : 1 : wide * 1j]
    slope = (x * rng.uniform(-1, 1) + y * rng.uniform(-1, 1)) * rng.uniform(0, 90)
    base = np.array([rng.uniform(50, 210) for _ in range(3)])
    field, rough_by = np.zeros((high, wide)), rng.choice((0.0, 0.15, 0.5, 1.0))  # a painted wall to bare concrete
    for cells in (4, 9, 20, 60):
        rough = Image.fromarray(noise.normal(0, 1, (cells, cells)).astype(np.float32))
        field += np.asarray(rough.resize(size, Image.Resampling.BICUBIC)) * rng.uniform(0, 16) * rough_by
    if rng.random() < 0.35:  # tiles
        step = rng.randint(30, 110)
        field[(np.arange(high) + rng.randint(0, 99)) % step < 3, :] -= rng.uniform(15, 60)
        field[:, (np.arange(wide) + rng.randint(0, 99)) % step < 3] -= rng.uniform(15, 60)
    values = base[None, None, :] + (slope + field)[:, :, None]
    return Image.fromarray(np.clip(values, 0, 255).astype(np.uint8))


def _colour(rng: Random) -> tuple[int, int, int]:
    grey = rng.randint(10, 240)
    return (grey, max(0, min(255, grey + rng.randint(-60, 60))), max(0, min(255, grey + rng.randint(-60, 60))))


def _thing(draw: ImageDraw.ImageDraw, rng: Random, size: tuple[int, int]) -> None:
    x, y = rng.randint(-60, size[0]), rng.randint(-60, size[1])
    w, h = rng.randint(15, 260), rng.randint(15, 260)
    kind = rng.randrange(5)
    if kind == 0:
        draw.rectangle((x, y, x + w, y + h), fill=_colour(rng), outline=_colour(rng), width=rng.randint(0, 6))
    elif kind == 1:
        draw.ellipse((x, y, x + w, y + h), fill=_colour(rng), outline=_colour(rng), width=rng.randint(0, 9))
    elif kind == 2:
        corners = [(rng.randint(-40, size[0] + 40), rng.randint(-40, size[1] + 40)) for _ in range(2)]
        draw.line(corners, fill=_colour(rng), width=rng.randint(2, 34))
    elif kind == 3:
        draw.polygon(
            [(x + rng.randint(0, w), y + rng.randint(0, h)) for _ in range(rng.randint(3, 7))], fill=_colour(rng)
        )
    else:
        step = rng.randint(6, 26)
        for at in range(0, h, step):
            draw.line((x, y + at, x + w, y + at), fill=_colour(rng), width=max(1, step // 3))


def _patch(picture: Image.Image, rng: Random, noise: np.random.Generator) -> None:
    side = rng.randint(40, 200)
    cells = rng.randint(5, 40)
    rough = Image.fromarray(np.clip(noise.normal(128, 60, (cells, cells, 3)), 0, 255).astype(np.uint8))
    spot = Image.new("L", (side, side), 0)
    ImageDraw.Draw(spot).ellipse((0, 0, side, side), fill=rng.randint(60, 200))
    where = rng.randint(-20, picture.width - 20), rng.randint(-20, picture.height - 20)
    picture.paste(rough.resize((side, side), Image.Resampling.BICUBIC), where, spot.filter(ImageFilter.GaussianBlur(5)))


def _plate(draw: ImageDraw.ImageDraw, rng: Random, size: tuple[int, int]) -> None:
    x, y, big = rng.randint(0, size[0] - 90), rng.randint(0, size[1] - 40), rng.randint(14, 40)
    text = f"{rng.choice([one for one in NAMES if one.isascii()])} {rng.randint(1, 9999)}"
    draw.rectangle((x, y, x + len(text) * big * 0.6, y + big * 1.4), fill=_colour(rng))
    draw.text((x + 4, y + 2), text, fill=_colour(rng), font=ImageFont.load_default(big))


# ── what people do to a picture ───────────────────────────────────────────


def jpeg(picture: Image.Image, quality: int = 82) -> bytes:
    """As a JPEG file."""
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality)
    return out.getvalue()


def squeezed(picture: Image.Image, rng: Random) -> bytes:
    """JPEG quality 30 to 90."""
    return jpeg(picture, rng.randint(30, 90))


def scaled(picture: Image.Image, rng: Random) -> bytes:
    """0.4 to 1.0 of its size."""
    by = rng.uniform(0.4, 1.0)
    return jpeg(picture.resize((round(picture.width * by), round(picture.height * by)), Image.Resampling.BICUBIC))


def cut(picture: Image.Image, rng: Random, keep: tuple[float, float] = (0.6, 0.9)) -> Image.Image:
    """A part with 60 to 90 % of the area, of any shape that has it."""
    area = rng.uniform(*keep)
    wide = rng.uniform(area, 1.0)
    w, h = round(picture.width * wide), round(picture.height * area / wide)
    x, y = rng.randint(0, picture.width - w), rng.randint(0, picture.height - h)
    return picture.crop((x, y, x + w, y + h))


def cropped(picture: Image.Image, rng: Random) -> bytes:
    """A crop, saved anew."""
    return jpeg(cut(picture, rng), rng.randint(50, 90))


def least_crop(picture: Image.Image, rng: Random) -> bytes:
    """A crop of just 60 % of the area."""
    return jpeg(cut(picture, rng, (0.6, 0.6)), rng.randint(50, 90))


def mirrored(picture: Image.Image, rng: Random) -> bytes:
    """Left and right changed."""
    return jpeg(ImageOps.mirror(picture), rng.randint(50, 90))


def mirrored_crop(picture: Image.Image, rng: Random) -> bytes:
    """Both."""
    return jpeg(ImageOps.mirror(cut(picture, rng)), rng.randint(50, 90))


def light(picture: Image.Image, rng: Random) -> bytes:
    """Brightness and contrast up to 15 % other."""
    brighter = ImageEnhance.Brightness(picture).enhance(rng.uniform(0.85, 1.15))
    return jpeg(ImageEnhance.Contrast(brighter).enhance(rng.uniform(0.85, 1.15)))


def stamped(picture: Image.Image, rng: Random) -> bytes:
    """A time in a corner, as camera apps write it."""
    copy = picture.copy()
    draw = ImageDraw.Draw(copy)
    big = rng.randint(18, 34)
    month, day, hour, minute = rng.randint(1, 12), rng.randint(1, 28), rng.randint(0, 23), rng.randint(0, 59)
    text = f"2026-{month:02}-{day:02} {hour:02}:{minute:02}\nJASMINE COURT"
    where = rng.choice([8, copy.width - 12 * big]), rng.choice([8, copy.height - 3 * big])
    draw.multiline_text(
        where, text, fill=(255, 240, 60), font=ImageFont.load_default(big), stroke_width=1, stroke_fill=(0, 0, 0)
    )
    return jpeg(copy)


def everything(picture: Image.Image, rng: Random) -> bytes:
    """Cropped, scaled, mirrored half the time, other light, quality 40 to 80."""
    part = cut(picture, rng)
    part = ImageOps.mirror(part) if rng.random() < 0.5 else part
    part = ImageEnhance.Brightness(part).enhance(rng.uniform(0.9, 1.1))
    by = rng.uniform(0.5, 1.0)
    return jpeg(
        part.resize((round(part.width * by), round(part.height * by)), Image.Resampling.BICUBIC), rng.randint(40, 80)
    )


CHANGES: dict[str, Callable[[Image.Image, Random], bytes]] = {
    "JPEG quality 30–90": squeezed,
    "scale 0.4–1.0": scaled,
    "crop, 60–90 % of the area left": cropped,
    "crop, just 60 % left": least_crop,
    "mirrored": mirrored,
    "mirrored and cropped": mirrored_crop,
    "brightness and contrast ±15 %": light,
    "a time stamped on it": stamped,
    "crop, scale, light, quality, half mirrored": everything,
}
