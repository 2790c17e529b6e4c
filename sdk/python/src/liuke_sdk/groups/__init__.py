"""Groups of operations. Made by sdk/generate from the server's specification. Do not edit."""

from __future__ import annotations

from typing import Generic

from liuke_sdk.drivers import AsyncDriver, SyncDriver
from liuke_sdk.group import M
from liuke_sdk.groups.activities import ActivitiesGroup
from liuke_sdk.groups.adjustments import AdjustmentsGroup
from liuke_sdk.groups.audit import AuditGroup
from liuke_sdk.groups.benefits import BenefitsGroup
from liuke_sdk.groups.bulk import BulkGroup
from liuke_sdk.groups.categories import CategoriesGroup
from liuke_sdk.groups.check_in import CheckInGroup
from liuke_sdk.groups.checkout import CheckoutGroup
from liuke_sdk.groups.clearing import ClearingGroup
from liuke_sdk.groups.coupons import CouponsGroup
from liuke_sdk.groups.draws import DrawsGroup
from liuke_sdk.groups.events import EventsGroup
from liuke_sdk.groups.finance import FinanceGroup
from liuke_sdk.groups.friends import FriendsGroup
from liuke_sdk.groups.givings import GivingsGroup
from liuke_sdk.groups.health import HealthGroup
from liuke_sdk.groups.keys import KeysGroup
from liuke_sdk.groups.mall import MallGroup
from liuke_sdk.groups.media import MediaGroup
from liuke_sdk.groups.members import MembersGroup
from liuke_sdk.groups.orders import OrdersGroup
from liuke_sdk.groups.overview import OverviewGroup
from liuke_sdk.groups.payouts import PayoutsGroup
from liuke_sdk.groups.people import PeopleGroup
from liuke_sdk.groups.phone_login import PhoneLoginGroup
from liuke_sdk.groups.points import PointsGroup
from liuke_sdk.groups.posters import PostersGroup
from liuke_sdk.groups.posts import PostsGroup
from liuke_sdk.groups.prizes import PrizesGroup
from liuke_sdk.groups.products import ProductsGroup
from liuke_sdk.groups.program import ProgramGroup
from liuke_sdk.groups.referral import ReferralGroup
from liuke_sdk.groups.reviews import ReviewsGroup
from liuke_sdk.groups.stores import StoresGroup
from liuke_sdk.groups.stories import StoriesGroup
from liuke_sdk.groups.tasks import TasksGroup
from liuke_sdk.groups.tracking import TrackingGroup
from liuke_sdk.groups.webhooks import WebhooksGroup
from liuke_sdk.wire import Settings


class Groups(Generic[M]):
    """What can be asked, by resource.

    Attributes:
        events: Events, what happened to members.
        tracking: What people do in apps and on pages.
        members: Members, their state and their history.
        phone_login: Members who log in by a code to their phone.
        friends: Ties between two members.
        referral: Who brought whom, and shares that friends opened.
        payouts: Money that the merchant's side moves.
        posts: What members write, and what is decided about it.
        activities: Activities of every kind.
        reviews: What was held because of its risk, and what is decided about it.
        prizes: What was won and people hand over.
        check_in: Check-in.
        tasks: Tasks.
        coupons: Coupons.
        benefits: Benefits and their redemption.
        mall: The points mall.
        checkout: Checkout, from a quote to payment.
        orders: Orders and refunds.
        points: Points and every other asset.
        program: The program, drafts, versions, and its rules in words.
        keys: API keys.
        health: Whether the server lives and can serve.
        draws: Draws, their commitments and revealed seeds.
        givings: What staff give by hand, to one member or many.
        clearing: Value that moves between shops of a group.
        adjustments: Adjustments, which a second person approves.
        finance: Liability, flows, trial balance and proof.
        overview: The merchant at a glance.
        bulk: Everything at once, as streams.
        stores: Stores, their places and time zones.
        products: Products, their categories and tags.
        categories: Categories of products.
        media: Pictures, of the merchant and proofs of members.
        posters: Pictures of a member's own, drawn on the server.
        stories: What a month was to a member, and how far they have come.
        audit: Who did what.
        people: People of the merchant and their roles.
        webhooks: Webhooks, their deliveries, and what was given up.
    """

    def __init__(self, settings: Settings, driver: SyncDriver | AsyncDriver) -> None:
        self.events: EventsGroup[M] = EventsGroup(settings, driver)
        self.tracking: TrackingGroup[M] = TrackingGroup(settings, driver)
        self.members: MembersGroup[M] = MembersGroup(settings, driver)
        self.phone_login: PhoneLoginGroup[M] = PhoneLoginGroup(settings, driver)
        self.friends: FriendsGroup[M] = FriendsGroup(settings, driver)
        self.referral: ReferralGroup[M] = ReferralGroup(settings, driver)
        self.payouts: PayoutsGroup[M] = PayoutsGroup(settings, driver)
        self.posts: PostsGroup[M] = PostsGroup(settings, driver)
        self.activities: ActivitiesGroup[M] = ActivitiesGroup(settings, driver)
        self.reviews: ReviewsGroup[M] = ReviewsGroup(settings, driver)
        self.prizes: PrizesGroup[M] = PrizesGroup(settings, driver)
        self.check_in: CheckInGroup[M] = CheckInGroup(settings, driver)
        self.tasks: TasksGroup[M] = TasksGroup(settings, driver)
        self.coupons: CouponsGroup[M] = CouponsGroup(settings, driver)
        self.benefits: BenefitsGroup[M] = BenefitsGroup(settings, driver)
        self.mall: MallGroup[M] = MallGroup(settings, driver)
        self.checkout: CheckoutGroup[M] = CheckoutGroup(settings, driver)
        self.orders: OrdersGroup[M] = OrdersGroup(settings, driver)
        self.points: PointsGroup[M] = PointsGroup(settings, driver)
        self.program: ProgramGroup[M] = ProgramGroup(settings, driver)
        self.keys: KeysGroup[M] = KeysGroup(settings, driver)
        self.health: HealthGroup[M] = HealthGroup(settings, driver)
        self.draws: DrawsGroup[M] = DrawsGroup(settings, driver)
        self.givings: GivingsGroup[M] = GivingsGroup(settings, driver)
        self.clearing: ClearingGroup[M] = ClearingGroup(settings, driver)
        self.adjustments: AdjustmentsGroup[M] = AdjustmentsGroup(settings, driver)
        self.finance: FinanceGroup[M] = FinanceGroup(settings, driver)
        self.overview: OverviewGroup[M] = OverviewGroup(settings, driver)
        self.bulk: BulkGroup[M] = BulkGroup(settings, driver)
        self.stores: StoresGroup[M] = StoresGroup(settings, driver)
        self.products: ProductsGroup[M] = ProductsGroup(settings, driver)
        self.categories: CategoriesGroup[M] = CategoriesGroup(settings, driver)
        self.media: MediaGroup[M] = MediaGroup(settings, driver)
        self.posters: PostersGroup[M] = PostersGroup(settings, driver)
        self.stories: StoriesGroup[M] = StoriesGroup(settings, driver)
        self.audit: AuditGroup[M] = AuditGroup(settings, driver)
        self.people: PeopleGroup[M] = PeopleGroup(settings, driver)
        self.webhooks: WebhooksGroup[M] = WebhooksGroup(settings, driver)
