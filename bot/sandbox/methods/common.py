"""Reading parameters that many methods share: a chat, a message, a text with entities, a file."""

from __future__ import annotations

import re

from bot.sandbox.detection import with_found_entities
from bot.sandbox.errors import bad_request, forbidden
from bot.sandbox.formatting import Entity, FormattingError, length_utf16, parse_html, trim
from bot.sandbox.media import FileKind, StoredFile, image_size, image_type
from bot.sandbox.messages import MAX_CAPTION, MAX_TEXT, Message
from bot.sandbox.parameters import Parameters, Upload
from bot.sandbox.telegram import Chat, Sandbox

MAX_PHOTO_BYTES = 10 * 2**20
MAX_UPLOAD_BYTES = 50 * 2**20
MAX_PHOTO_SIDES = 10_000
MAX_PHOTO_RATIO = 20

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\u202a-\u202e]")

FormattedText = tuple[str, tuple[Entity, ...]]


def known_chat(sandbox: Sandbox, parameters: Parameters, field: str = "chat_id") -> Chat:
    """The chat named by the request. Raises ApiError 400 for a missing or unknown one."""
    name = parameters.text(field)
    if not name:
        raise bad_request(f"{field} is empty")
    chat = sandbox.find_chat(parameters.integer(field))
    if chat is None:
        raise bad_request("chat not found")
    return chat


def open_chat(sandbox: Sandbox, parameters: Parameters) -> Chat:
    """The chat named by the request, if the bot may write there. Raises ApiError 400 or 403."""
    chat = known_chat(sandbox, parameters)
    if chat.blocked:
        raise forbidden("bot was blocked by the user")
    if not chat.started:
        raise forbidden("bot can't initiate conversation with a user")
    return chat


def message_in(chat: Chat, parameters: Parameters, purpose: str) -> Message:
    """The message named by the request; `purpose` names what the bot does with it. Raises ApiError 400."""
    message = chat.messages.get(parameters.integer("message_id"))
    if message is None:
        raise bad_request(f"message to {purpose} not found")
    return message


def own_message(chat: Chat, parameters: Parameters) -> Message:
    """The message to edit. Raises ApiError 400 if it is gone, locked, or sent by the person."""
    message = message_in(chat, parameters, "edit")
    if not message.from_bot or message.locked:
        raise bad_request("message can't be edited")
    return message


def formatted(parameters: Parameters, field: str, entities_field: str) -> FormattedText:
    """A text, parsed and trimmed, with its entities and those Telegram finds itself. Raises ApiError 400."""
    source = parameters.text(field)
    mode = parameters.text("parse_mode").lower()
    if mode == "html":
        try:
            text, entities = parse_html(source)
        except FormattingError as error:
            raise bad_request(f"can't parse entities: {error}") from None
    elif mode:
        raise bad_request("unsupported parse_mode")  # this project uses HTML only
    else:
        text, entities = source, list(parameters.structure(entities_field) or [])
    # Each character becomes one space, so that the offsets stay valid.
    text, entities = trim(_CONTROL.sub(" ", text), entities)
    return text, tuple(with_found_entities(text, entities))


def required_text(parameters: Parameters) -> FormattedText:
    """The text of a message, 1 to `MAX_TEXT` UTF-16 units. Raises ApiError 400."""
    if not parameters.text("text"):
        raise bad_request("message text is empty")
    text, entities = formatted(parameters, "text", "entities")
    if not text:
        raise bad_request("text must be non-empty")
    if length_utf16(text) > MAX_TEXT:
        raise bad_request("message is too long")
    return text, entities


def caption(parameters: Parameters) -> FormattedText:
    """The caption of media, at most `MAX_CAPTION` UTF-16 units. Raises ApiError 400."""
    text, entities = formatted(parameters, "caption", "caption_entities")
    if length_utf16(text) > MAX_CAPTION:
        raise bad_request("message caption is too long")
    return text, entities


def reply_target(chat: Chat, parameters: Parameters) -> int | None:
    """The id of the message to reply to, None without one. Raises ApiError 400 if that message is gone.

    With `allow_sending_without_reply` a message that is gone gives None.
    """
    given = parameters.structure("reply_parameters") or {}
    wanted = given.get("message_id") or parameters.integer("reply_to_message_id")
    if not wanted or int(wanted) in chat.messages:
        return int(wanted) if wanted else None
    if given.get("allow_sending_without_reply") or parameters.flag("allow_sending_without_reply"):
        return None
    raise bad_request("message to be replied not found")


def media_file(sandbox: Sandbox, parameters: Parameters, kind: FileKind, reference: str) -> StoredFile:
    """The file that the request names: uploaded, attach://… or a known file_id. Raises ApiError 400."""
    upload = parameters.upload(reference) if reference == kind else parameters.attached(reference)
    if upload is not None:
        return _stored(sandbox, upload, kind)
    file_id = parameters.text(reference) if reference == kind else reference
    if not file_id:
        raise bad_request(f"there is no {kind} in the request")
    if file_id.startswith(("http://", "https://")):
        raise bad_request("failed to get HTTP URL content")  # the sandbox has no network
    try:
        file = sandbox.file(file_id)
    except KeyError:
        raise bad_request("wrong file identifier/HTTP URL specified") from None
    if file.kind != kind:
        raise bad_request(f"can't use file of type {file.kind.capitalize()} as {kind.capitalize()}")
    return file


def _stored(sandbox: Sandbox, upload: Upload, kind: FileKind) -> StoredFile:
    if not upload.data:
        raise bad_request("file must be non-empty")
    if len(upload.data) > (MAX_PHOTO_BYTES if kind == "photo" else MAX_UPLOAD_BYTES):
        raise bad_request("file is too big")
    if kind != "photo":
        mime = upload.mime if upload.mime != "application/octet-stream" else None
        return sandbox.store_file(upload.data, kind, upload.name, mime)
    if image_type(upload.data) is None:
        raise bad_request("IMAGE_PROCESS_FAILED")
    width, height = image_size(upload.data)
    short, long = sorted((width, height))
    if width + height > MAX_PHOTO_SIDES or long > short * MAX_PHOTO_RATIO:
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    return sandbox.store_photo(upload.data, upload.name)
