"""Sizes, times, and what a model needs and can do, in the words of the window's language."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLocale

from steppe_models.catalogue import ModelProfile
from steppe_models.fit import Fit
from steppe_models.hardware import Hardware
from steppe_models.speed import Speed

translate = QCoreApplication.translate


def size(size_bytes: float) -> str:
    """Bytes in decimal units, as disks are sold: 1.12 GB."""
    whole = max(0, round(size_bytes))
    precision = 2 if whole >= 1_000_000_000 else 0
    return QLocale().formattedDataSize(whole, precision, QLocale.DataSizeFormat.DataSizeSIFormat)


def duration(seconds: float) -> str:
    """A duration for people, rounded so that it does not flicker: 45 s, 3 min, 1 h 10 min."""
    whole = max(1, round(seconds))
    if whole < 60:
        return translate("wording", "{seconds} s").format(seconds=whole)
    if whole < 3600:
        return translate("wording", "{minutes} min").format(minutes=round(whole / 60))
    return translate("wording", "{hours} h {minutes} min").format(hours=whole // 3600, minutes=whole % 3600 // 60)


def abilities(profile: ModelProfile) -> str:
    """What a model writes."""
    if "pot" in profile.modes and "cot" in profile.modes:
        return translate("wording", "reasons and writes programs")
    if "pot" in profile.modes:
        return translate("wording", "writes programs")
    return translate("wording", "reasons in words")


def facts(profile: ModelProfile, size_bytes: int) -> str:
    """Size, quantization, licence and abilities of a model in a line."""
    about = size(size_bytes)
    if not profile.size_bytes and profile.origin in ("catalogue", "user"):
        about = translate("wording", "about {size}").format(size=about)
    return " · ".join([about, profile.quantization, profile.licence, abilities(profile)])


def fit_reason(result: Fit) -> str:
    """Whether a model fits and why, with both numbers."""
    numbers = {
        "needed": size(result.needed_bytes),
        "free": size(result.free_bytes),
        "tokens": QLocale().toString(result.context),
        "largest": QLocale().toString(result.largest_context),
    }
    if not result.free_bytes:
        return translate("wording", "How much memory is free could not be read, so nothing can be promised.")
    if result.fits:
        return translate("wording", "Fits this machine: it needs {needed} of memory, and {free} are free.").format(
            **numbers
        )
    if result.largest_context:
        return translate(
            "wording",
            "Fits with shorter texts only, up to {largest} instead of {tokens} tokens: it needs {needed} of memory, "
            "and {free} are free.",
        ).format(**numbers)
    return translate(
        "wording", "Does not fit this machine now: it needs {needed} of memory, and {free} are free."
    ).format(**numbers)


def speed(found: Speed | None) -> str:
    """How quickly a model writes on this machine, and how that is known."""
    if found is None:
        return translate("wording", "How quickly it writes here is measured when it is first used.")
    figures = {
        "alone": QLocale().toString(found.alone, "f", 0 if found.alone >= 10 else 1),
        "wave": QLocale().toString(found.wave, "f", 0),
        "answers": QLocale().toString(found.widest),
        "file": found.judged_by.removesuffix(".gguf"),
    }
    if found.is_measured:
        text = translate("wording", "{alone} tokens a second, {wave} with {answers} answers at once: measured here.")
        return text.format(**figures)
    return translate(
        "wording",
        "About {alone} tokens a second, {wave} with {answers} answers at once: estimated from {file}.",
    ).format(**figures)


def machine(hardware: Hardware, disk_free_bytes: int) -> str:
    """This machine in a line: memory, processor, graphics, room for models."""
    parts = []
    if hardware.free_memory_bytes:
        parts.append(
            translate("wording", "{free} of {total} memory free").format(
                free=size(hardware.free_memory_bytes), total=size(hardware.total_memory_bytes)
            )
        )
    else:
        parts.append(translate("wording", "free memory could not be read"))
    parts += [
        translate("wording", "{name} with {free} free").format(name=gpu.name, free=size(gpu.free_bytes))
        for gpu in hardware.gpus
    ]
    parts.append(translate("wording", "{free} free on the disk for models").format(free=size(disk_free_bytes)))
    return " · ".join(parts)


def progress(stage: str, done: float, total: float, speed: float) -> str:
    """How far a transfer or a conversion is, with the time that is left once that can be told."""
    transfers = {
        "downloading": translate("wording", "Downloading"),
        "joining": translate("wording", "Joining"),
        "checking": translate("wording", "Checking"),
        "copying": translate("wording", "Copying"),
    }
    works = {
        "reading": translate("wording", "Reading the checkpoint"),
        "calibrating": translate("wording", "Calibrating"),
        "writing": translate("wording", "Converting"),
        "comparing": translate("wording", "Comparing with the original"),
    }
    text = transfers.get(stage) or works.get(stage, stage)
    if total and stage in transfers:
        text = translate("wording", "{what}: {done} of {total}").format(what=text, done=size(done), total=size(total))
    elif total:
        percent = QLocale().toString(min(100, int(100 * done / total)))
        text = translate("wording", "{what}: {percent} %").format(what=text, percent=percent)
    if speed > 0 and total > done:
        left = duration((total - done) / speed)
        text = translate("wording", "{what}, {left} left").format(what=text, left=left)
    return text
