"""The mapping: what the columns of a merchant's files mean. One strict document, all faults at once.

The format is described for its writers in ``docs/replay-mapping.md``.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar, cast
from zoneinfo import ZoneInfo

import yaml
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    ValidationInfo,
    model_validator,
)

from liuke.kernel.errors import Fault
from liuke.program.document import CoreLoader
from liuke.replay.encodings import Encoding
from liuke.replay.errors import MappingInvalid

FORMAT = "liuke.replay/1"
Model = TypeVar("Model", bound="Part")


def _check_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError) as error:
        raise ValueError(f"{name!r} is not an IANA time zone, such as Asia/Shanghai") from error
    return name


def _check_file(name: str, info: ValidationInfo) -> str:
    context = cast("dict[str, Any]", info.context or {})
    known = cast("set[str] | None", context.get("files"))
    if known is not None and name not in known:
        listed = ", ".join(sorted(known)) or "none"
        raise ValueError(f"{name!r} is not declared under files (declared: {listed})")
    return name


Zone = Annotated[str, AfterValidator(_check_zone)]
Column = Annotated[str, StringConstraints(min_length=1)]
FileName = Annotated[str, StringConstraints(min_length=1), AfterValidator(_check_file)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,62}$")]
Rounding = Literal["half_up", "half_even"]
TimeFormat = Annotated[str, StringConstraints(pattern=r"^(iso|epoch_seconds|epoch_milliseconds|.*%.*)$")]


class Part(BaseModel):
    """Base of every part: strict, closed, immutable."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class InputFile(Part):
    """One file, or several of the same shape named by a pattern (``orders-*.csv.gz``)."""

    path: Annotated[str, StringConstraints(min_length=1)]
    format: Literal["auto", "csv", "parquet"] = "auto"
    optional: bool = Field(False, description="A missing file switches off what needs it instead of failing.")
    delimiter: Annotated[str, StringConstraints(min_length=1, max_length=1)] = ","
    encoding: Encoding = Field("auto", description="Of a CSV file; auto: UTF-8, UTF-16 with its mark, or GB 18030.")


class Merchant(Part):
    """Whose history this is. ``exponent`` is the number of decimals of the currency (USD 2, JPY 0)."""

    timezone: Zone
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
    exponent: int = Field(2, ge=0, le=4)


class Rule(Part):
    """A condition on one column. Exactly one of the comparisons is set; an empty value never matches."""

    column: Column
    file: FileName | None = Field(None, description="The dimension's file; without it the file of the orders.")
    equals: str | None = None
    one_of: list[str] | None = Field(None, min_length=1)
    prefix: str | None = Field(None, min_length=1)
    above: int | None = None
    below: int | None = None

    @model_validator(mode="after")
    def _one_comparison(self) -> Rule:
        tests = (self.equals, self.one_of, self.prefix, self.above, self.below)
        if sum(test is not None for test in tests) != 1:
            raise ValueError("set exactly one of equals, one_of, prefix, above, below")
        return self


class ExcludeRule(Rule):
    """Lines that are no sale; they are counted under ``reason`` in the report."""

    reason: Slug


class Sum(Part):
    """Columns added and subtracted, line by line. An empty value counts as a fault of the line, not as zero."""

    plus: list[Column] = Field(default_factory=list)
    minus: list[Column] = Field(default_factory=list)

    @model_validator(mode="after")
    def _not_empty(self) -> Sum:
        if not self.plus and not self.minus:
            raise ValueError("name at least one column under plus or minus")
        return self


class ColumnAmounts(Part):
    """Amounts that stand in columns, in minor units (``cents``) or as decimals (``12.50``)."""

    kind: Literal["columns"]
    unit: Literal["cents", "decimal"]
    paid: Sum
    list_price: Sum | None = Field(None, description="Without it: paid + discount + coupon_discount.")
    discount: Sum | None = None
    coupon_discount: Sum | None = None
    rounding: Rounding = "half_up"


class PriceAmounts(Part):
    """Paid = price x quantity, exact in decimals, rounded once for each line."""

    kind: Literal["price_times_quantity"]
    price: Column
    rounding: Rounding = "half_up"


class Dimension(Part):
    """A file that tells more about a product."""

    file: FileName
    key: Column
    attributes: dict[Slug, Column] = Field(min_length=1)


class Orders(Part):
    """The file of order lines (or of whole orders: one line each)."""

    file: FileName
    order_id: Column | Annotated[list[Column], Field(min_length=2)] = Field(
        description="The column that names the order, or several columns that name it together."
    )
    member: Column
    time: Column
    time_format: TimeFormat = "iso"
    timestamp_zone: Zone = Field(description="The zone in which the file writes its times.")
    sku: Column | None = None
    quantity: Column | None = None
    store: Column | None = None
    attributes: dict[Slug, Column] = Field(default_factory=dict, description="Attributes of the whole order.")
    line_attributes: dict[Slug, Column] = Field(default_factory=dict)
    amounts: Annotated[ColumnAmounts | PriceAmounts, Field(discriminator="kind")]
    duplicates: Literal["drop", "keep"] = "drop"
    below_zero: Literal["reject", "zero"] = Field(
        "reject", description="What an order is whose lines sum to less than nothing: none, or one paid with 0."
    )
    line_key: list[Column] | None = Field(None, min_length=1)
    dimension: Dimension | None = None
    category_totals: Slug | None = Field(None, description="The line attribute that order totals are split by.")
    unknown_category: str = "OTHER"
    weighed: list[Rule] = Field(default_factory=list[Rule])
    exclude: list[ExcludeRule] = Field(default_factory=list[ExcludeRule])

    def list_identity(self) -> list[str]:
        """Columns that say what a line is: two rows that are equal in them differ in nothing that is replayed."""
        amounts = self.amounts
        found = [self.order_id] if isinstance(self.order_id, str) else list(self.order_id)
        found += [self.member, self.time, *self.line_attributes.values()]
        found += [name for name in (self.sku, self.quantity, self.store) if name is not None]
        if isinstance(amounts, PriceAmounts):
            return sorted({*found, amounts.price})
        sums = (amounts.paid, amounts.list_price, amounts.discount, amounts.coupon_discount)
        return sorted({*found, *(name for one in sums if one for name in (*one.plus, *one.minus))})

    @model_validator(mode="after")
    def _consistent(self) -> Orders:
        dimension = set(self.dimension.attributes) if self.dimension else set[str]()
        both = sorted(dimension & set(self.line_attributes))
        if both:
            raise ValueError(f"attributes stand both in line_attributes and in the dimension: {', '.join(both)}")
        if self.category_totals and self.category_totals not in dimension | set(self.line_attributes):
            raise ValueError(f"category_totals {self.category_totals!r} is not a declared line attribute")
        if self.dimension and self.sku is None:
            raise ValueError("a dimension needs sku, the column that is looked up in it")
        if self.amounts.kind == "price_times_quantity" and self.quantity is None:
            raise ValueError("price_times_quantity needs quantity")
        allowed = {None, self.file, self.dimension.file if self.dimension else None}
        for rule in [*self.weighed, *self.exclude]:
            if rule.file not in allowed:
                raise ValueError(f"a rule may look at the orders' file or the dimension's, not at {rule.file!r}")
        return self


class CancelLines(Part):
    """Refunds are lines of the orders' file; each goes back to earlier orders by member, product and price."""

    kind: Literal["cancel_lines"]
    when: list[Rule] = Field(min_length=1)


class RefundFile(Part):
    """Refunds stand in a file of their own, one row each, and name their order."""

    kind: Literal["file"]
    file: FileName
    refund_id: Column
    order_id: Column
    member: Column | None = Field(None, description="Used when the order is unknown.")
    time: Column
    time_format: TimeFormat = "iso"
    timestamp_zone: Zone
    amount: Column
    unit: Literal["cents", "decimal"]
    rounding: Rounding = "half_up"
    when: list[Rule] = Field(default_factory=list[Rule], description="Only rows of which one of these holds.")

    @model_validator(mode="after")
    def _own_rules(self) -> RefundFile:
        if any(rule.file not in (None, self.file) for rule in self.when):
            raise ValueError("when may look at the refunds' own file only")
        return self


class OrderColumns(Part):
    """An order's own rows say what was given back of it, or what remains of it; an empty value: nothing went back."""

    kind: Literal["columns"]
    refunded: Sum | None = Field(None, description="What went back so far.")
    remaining: Sum | None = Field(None, description="What is left of what was paid.")
    unit: Literal["cents", "decimal"]
    rounding: Rounding = "half_up"
    time: Column | None = Field(None, description="When; without it, or where it is empty, the order's own time.")
    time_format: TimeFormat = "iso"
    timestamp_zone: Zone | None = Field(None, description="Without it: that of the orders' times.")

    @model_validator(mode="after")
    def _one_form(self) -> OrderColumns:
        if (self.refunded is None) == (self.remaining is None):
            raise ValueError("set exactly one of refunded and remaining")
        return self


class Received(Part):
    """Which member received which campaign."""

    file: FileName
    member: Column
    campaign: Column


class CampaignFacts(Part):
    """Kind and first and last day (calendar dates of the merchant) of each campaign."""

    file: FileName
    campaign: Column
    type: Column | None = None
    start: Column
    end: Column


class CampaignCoupons(Part):
    """The coupons of each campaign and the products they are good for."""

    file: FileName
    campaign: Column
    coupon: Column
    sku: Column | None = None


class Campaigns(Part):
    """Campaigns as grants: one event for each member and campaign, on the campaign's first day."""

    received: Received
    facts: CampaignFacts
    coupons: CampaignCoupons | None = None
    chosen_types: list[str] = Field(default=[])
    """Types of campaigns whose members receive a few coupons out of many and the files do not say which: a coupon is
    issued when it is used."""


class Redemptions(Part):
    """Used coupons. They name their order, or only the merchant-local date on which an order is looked for."""

    file: FileName
    member: Column
    coupon: Column
    campaign: Column | None = None
    day: Column | None = None
    order_id: Column | None = None

    @model_validator(mode="after")
    def _one_anchor(self) -> Redemptions:
        if (self.day is None) == (self.order_id is None):
            raise ValueError("set exactly one of day (date to look for an order) and order_id")
        return self


class Profile(Part):
    """Attributes that a member has at registration."""

    file: FileName
    member: Column
    attributes: dict[Slug, Column] = Field(min_length=1)


class Mapping(Part):
    """A whole mapping document."""

    format: Literal["liuke.replay/1"]
    name: Slug
    description: str = ""
    merchant: Merchant
    namespace: Slug = Field(description="The kind of external member id, such as household or customer.")
    files: dict[Slug, InputFile] = Field(min_length=1)
    orders: Orders
    refunds: Annotated[CancelLines | RefundFile | OrderColumns, Field(discriminator="kind")] | None = None
    campaigns: Campaigns | None = None
    redemptions: Redemptions | None = None
    profile: Profile | None = None

    @model_validator(mode="after")
    def _refunds_fit(self) -> Mapping:
        if isinstance(self.refunds, CancelLines):
            if not isinstance(self.orders.amounts, PriceAmounts) or self.orders.sku is None:
                raise ValueError("cancel_lines needs sku and amounts of kind price_times_quantity")
            if any(rule.file not in (None, self.orders.file) for rule in self.refunds.when):
                raise ValueError("refunds.when may look at the orders' file only")
        return self


class _Loader(CoreLoader):
    """Loader that refuses a key written twice, which YAML would overwrite in silence."""


def _construct_mapping(loader: _Loader, node: yaml.MappingNode) -> dict[Any, Any]:
    seen: set[Any] = set()
    for key_node, _ in node.value:
        key: Any = loader.construct_object(key_node)  # pyright: ignore[reportUnknownMemberType] - the library has no types here
        if key in seen:
            raise yaml.constructor.ConstructorError(None, None, f"key {key!r} stands twice", key_node.start_mark)
        seen.add(key)
    return cast("dict[Any, Any]", loader.construct_mapping(node, deep=True))


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _construct_mapping)


def parse_mapping(document: object) -> Mapping:
    """Check plain data as a mapping of orders.

    Raises:
        MappingInvalid: With every fault and its path.
    """
    return parse_as(Mapping, document)


def parse_as(model: type[Model], document: object) -> Model:
    """Check plain data as a mapping of some kind; ``files`` names what else it may name.

    Raises:
        MappingInvalid: With every fault and its path.
    """
    files: object = cast("dict[str, object]", document).get("files") if isinstance(document, dict) else None
    known = {str(name) for name in cast("dict[object, object]", files)} if isinstance(files, dict) else set[str]()
    try:
        return model.model_validate(document, context={"files": known})
    except ValidationError as error:
        faults = [
            Fault(
                path=".".join(str(step) for step in item["loc"]),
                code=item["type"].replace("_", "-"),
                message=item["msg"].removeprefix("Value error, "),
            )
            for item in error.errors(include_url=False)
        ]
        raise MappingInvalid(f"{len(faults)} fault(s)", faults=faults) from error


def load_mapping(path: Path) -> Mapping:
    """Read a mapping of orders from a YAML (or JSON) file.

    Raises:
        MappingInvalid: The file is missing, is no YAML, or has faults; all of them are listed.
    """
    return parse_mapping(read_mapping(path))


def read_mapping(path: Path) -> object:
    """What a mapping file says, unchecked.

    Raises:
        MappingInvalid: The file is missing or is no YAML.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise MappingInvalid(f"{path} cannot be read: {error}", fix="name an existing UTF-8 file") from error
    try:
        return yaml.load(text, Loader=_Loader)  # noqa: S506 - derived from SafeLoader
    except yaml.YAMLError as error:
        fault = Fault(path="", code="not-yaml", message=str(error).replace("\n", " "))
        raise MappingInvalid(str(path), faults=[fault]) from error


def mapping_schema() -> dict[str, Any]:
    """JSON Schema of the mapping format, for editors and forms."""
    return Mapping.model_json_schema()
