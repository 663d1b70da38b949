"""Decode a picture and write it anew: what is not the picture (EXIF, comments, other files behind it) is gone.

`python -I redraw.py SOURCE TARGET MOST_PIXELS` is a process of its own (see bounded.py), since decoders are in C. It
prints `{"format": "JPEG"}`, or `{"refused": "why"}`. Nothing of Heat is imported here.
"""

import contextlib
import io
import json
import sys
import warnings
from collections.abc import Iterator
from typing import Any

from PIL import GifImagePlugin, Image, ImageCms, ImageOps, JpegImagePlugin, UnidentifiedImageError

READ = ("JPEG", "PNG", "GIF", "WEBP")
MOST_FRAMES = 2000
MOST_FRAME_PIXELS = 100_000_000  # of all frames together
# Of what a file says besides its pixels, what belongs to how it looks.
KEPT = ("duration", "loop", "transparency", "background", "default_image")
DAMAGED = "The picture is damaged or cut off: it can't be read to its end."


class Refused(Exception):
    """Why the picture is not taken."""


def redraw(source: str, target: str, most_pixels: int) -> str:
    """Write the picture anew; the name of its format. Raises Refused."""
    Image.MAX_IMAGE_PIXELS = None  # the bound is ours, and is looked at before anything is decoded
    GifImagePlugin.LOADING_STRATEGY = GifImagePlugin.LoadingStrategy.RGB_AFTER_DIFFERENT_PALETTE_ONLY
    try:
        with warnings.catch_warnings(action="ignore"), Image.open(source, formats=READ) as image:
            _check_size(image, most_pixels)
            name = "JPEG" if image.format == "MPO" else str(image.format)
            frames = getattr(image, "n_frames", 1) if name != "JPEG" else 1
            if frames > 1:
                _write_moving(image, frames, name, target, most_pixels)
            else:
                _write_still(image, name, target, _lossless(source))
    except UnidentifiedImageError:
        raise Refused(DAMAGED) from None
    except MemoryError:
        raise Refused("The picture needs too much memory to be read.") from None
    except (OSError, SyntaxError, ValueError, TypeError, KeyError, IndexError, EOFError, OverflowError) as error:
        raise Refused(DAMAGED) from error  # what decoders raise at damaged files
    return name


def _check_size(image: Any, most_pixels: int) -> None:
    width, height = image.size
    if width * height > most_pixels:
        raise Refused(
            f"The picture is too large: {width:,} × {height:,} pixels, and at most {most_pixels:,} pixels are taken."
        )


def _lossless(source: str) -> bool:
    with open(source, "rb") as file:  # noqa: PTH123
        return file.read(16)[12:] == b"VP8L"


def _write_still(image: Any, name: str, target: str, lossless: bool) -> None:
    image.load()
    options: dict[str, Any] = {}
    if name == "JPEG":
        # The same tables again, so that hardly anything is lost.
        options = {"qtables": image.quantization, "subsampling": JpegImagePlugin.get_sampling(image)}
        if image.mode not in ("L", "RGB") or options["subsampling"] < 0:
            options = {"quality": 92}
    elif name == "WEBP":
        options = {"lossless": True} if lossless else {"quality": 90}
    _in_srgb(image)
    ImageOps.exif_transpose(image, in_place=True)
    if name == "JPEG" and image.mode not in ("L", "RGB"):
        image = image.convert("RGB")
    _forget(image)
    image.save(target, format=name, **options)


def _write_moving(image: Any, count: int, name: str, target: str, most_pixels: int) -> None:
    width, height = image.size
    if count > MOST_FRAMES or count * width * height > MOST_FRAME_PIXELS:
        raise Refused(
            f"The moving picture is too long: {count:,} frames of {width:,} × {height:,} pixels. "
            f"At most {MOST_FRAMES:,} frames and {MOST_FRAME_PIXELS:,} pixels of all frames are taken."
        )
    frames = list(_frames(image, count, most_pixels))
    options: dict[str, Any] = {key: image.info[key] for key in ("loop", "default_image") if key in image.info}
    if name == "WEBP":
        options |= {"quality": 85, "method": 2}
    elif name == "GIF" and any("transparency" in frame.info or frame.mode == "RGBA" for frame in frames):
        options["disposal"] = 2  # frames are whole: each is shown on nothing
    options["duration"] = [int(frame.info.get("duration", 0)) for frame in frames]
    frames[0].save(target, format=name, save_all=True, append_images=frames[1:], **options)


def _frames(image: Any, count: int, most_pixels: int) -> Iterator[Any]:
    for index in range(count):
        image.seek(index)
        _check_size(image, most_pixels)
        frame = image.copy()
        _forget(frame)
        yield frame


def _in_srgb(image: Any) -> None:
    """To the colours that are shown where no profile is given, since the profile is not kept."""
    profile = image.info.get("icc_profile")
    if profile and image.mode == "RGB":
        with contextlib.suppress(ImageCms.PyCMSError, OSError):
            own = ImageCms.getOpenProfile(io.BytesIO(profile))
            ImageCms.profileToProfile(image, own, ImageCms.createProfile("sRGB"), inPlace=True)


def _forget(image: Any) -> None:
    image.info = {key: value for key, value in image.info.items() if key in KEPT}


def main() -> None:
    """Print what came of it, as JSON."""
    source, target, most_pixels = sys.argv[1:]
    try:
        said = {"format": redraw(source, target, int(most_pixels))}
    except Refused as error:
        said = {"refused": str(error)}
    sys.stdout.write(json.dumps(said))


if __name__ == "__main__":
    main()
