"""The picture out of a body: the body itself, or the first file of a form, as mini programs send it."""

from __future__ import annotations

import logging

from python_multipart.exceptions import MultipartParseError
from python_multipart.multipart import MultipartParser, parse_options_header

from liuke.media.contracts import NotAPicture

logging.getLogger("python_multipart").setLevel(logging.CRITICAL)  # what a client sends wrongly is answered, not logged


class _FirstFile:
    """Collects the content of the first part that has a file name."""

    def __init__(self) -> None:
        self._name = b""
        self._value = b""
        self._disposition = b""
        self._taking = False
        self.found = False
        self.pieces = list[bytes]()

    def begin_part(self) -> None:
        self._name = self._value = self._disposition = b""

    def take_name(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]

    def take_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def end_header(self) -> None:
        if self._name.lower() == b"content-disposition":
            self._disposition = self._value
        self._name = self._value = b""

    def end_headers(self) -> None:
        _, options = parse_options_header(self._disposition)
        self._taking = not self.found and b"filename" in options
        self.found = self.found or self._taking

    def take_data(self, data: bytes, start: int, end: int) -> None:
        if self._taking:
            self.pieces.append(data[start:end])


def read_picture(content_type: str, body: bytes) -> bytes:
    """The bytes of the picture.

    Args:
        content_type: Of the request.
        body: All of it.

    Raises:
        NotAPicture: there is no file in the form, or it is no form.
    """
    media, options = parse_options_header(content_type)
    if media != b"multipart/form-data":
        return body
    file = _FirstFile()
    if not options.get(b"boundary"):
        raise NotAPicture("not-a-form", "the form does not say where its parts end")
    try:
        parser = MultipartParser(
            options[b"boundary"],
            {
                "on_part_begin": file.begin_part, "on_header_field": file.take_name, "on_header_value": file.take_value,
                "on_header_end": file.end_header, "on_headers_finished": file.end_headers,
                "on_part_data": file.take_data,
            },
        )  # fmt: skip
        parser.write(body)
        parser.finalize()
    except (MultipartParseError, ValueError) as error:
        raise NotAPicture("not-a-form", "the form cannot be read") from error
    if not file.found:
        raise NotAPicture("no-file", "the form has no file")
    return b"".join(file.pieces)
