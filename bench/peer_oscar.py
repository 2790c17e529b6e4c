"""Run by ``bench.peers`` with django-oscar installed: orders that want an offer of which there are so many.

Each caller has a basket with one product and a voucher; its offer may be applied so often in all. The shop's own way
from there: the offers are applied to the basket, and if the voucher takes something off, the order is placed by the
peer's ``OrderCreator`` in a transaction. Prints as JSON how many were answered a second, and how many orders got the
offer.
"""

import json
import sys
import threading
import time
from datetime import timedelta
from decimal import Decimal

import django
from django.conf import settings

urlpatterns: list[object] = []
"""Nothing is served; Django asks for it."""


def main(database: dict[str, object], count: int, threads: int, pieces: int) -> None:
    """So many callers on so many threads want one of so many pieces."""
    configure(database)
    # what stands on Django can only be imported when Django knows its database
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    baskets = make_baskets(count, pieces)
    numbers, lock, given = iter(range(count)), threading.Lock(), []

    def work() -> None:
        while True:
            with lock:
                number = next(numbers, None)
            if number is None:
                break
            if want(baskets[number]):
                given.append(number)
        connection.close()

    begun = time.perf_counter()
    running = [threading.Thread(target=work) for _ in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    print(json.dumps({"rate": count / (time.perf_counter() - begun), "given": len(given)}))


def make_baskets(count: int, pieces: int) -> list[int]:
    """Baskets with one product and the voucher, not yet priced."""
    from django.contrib.auth import get_user_model
    from django.utils import timezone
    from oscar.core.loading import get_model
    from oscar.test.factories import create_product

    model = get_model
    product = create_product(price=Decimal(100), num_in_stock=10 * count)
    everything = model("offer", "Range").objects.create(name="Everything", includes_all_products=True)
    condition = model("offer", "Condition").objects.create(range=everything, type="Count", value=1)
    benefit = model("offer", "Benefit").objects.create(range=everything, type="Absolute", value=Decimal(10))
    offer = model("offer", "ConditionalOffer").objects.create(
        name="First come", offer_type="Voucher", condition=condition, benefit=benefit,
        max_global_applications=pieces,
    )  # fmt: skip
    now = timezone.now()
    voucher = model("voucher", "Voucher").objects.create(
        name="First come", code="FIRST", usage="Multi-use", start_datetime=now - timedelta(days=1),
        end_datetime=now + timedelta(days=1),
    )  # fmt: skip
    voucher.offers.add(offer)
    found = list[int]()
    for number in range(count):
        customer = get_user_model().objects.create(username=f"c{number}")
        basket = model("basket", "Basket").objects.create(owner=customer)
        basket.strategy = choose_strategy()
        basket.add_product(product)
        basket.vouchers.add(voucher)
        found.append(basket.pk)
    return found


def choose_strategy() -> object:
    """How the shop prices."""
    from oscar.core.loading import get_class

    return get_class("partner.strategy", "Selector")().strategy()


def want(number: int) -> bool:
    """Price a basket and, if the voucher takes something off, place its order."""
    from oscar.core.loading import get_class, get_model
    from oscar.core.prices import Price

    basket = get_model("basket", "Basket").objects.get(pk=number)
    basket.strategy = choose_strategy()
    get_class("offer.applicator", "Applicator")().apply(basket, basket.owner)
    if not basket.total_discount:
        return False
    basket.freeze()
    method = get_class("shipping.methods", "Free")()
    get_class("order.utils", "OrderCreator")().place_order(
        basket, Price(basket.currency, basket.total_excl_tax, basket.total_incl_tax), method, method.calculate(basket),
        user=basket.owner,
    )  # fmt: skip
    basket.submit()
    return True


def configure(database: dict[str, object]) -> None:
    """Tell Django its database and applications, as the peer's guide lists them."""
    from oscar import defaults

    own = {name: getattr(defaults, name) for name in dir(defaults) if name.startswith("OSCAR_")}
    parts = (
        "analytics", "checkout", "address", "shipping", "catalogue", "catalogue.reviews", "communication", "partner",
        "basket", "payment", "offer", "order", "customer", "search", "voucher", "wishlists", "dashboard",
        *(f"dashboard.{name}" for name in (
            "reports", "users", "orders", "catalogue", "offers", "partners", "pages", "ranges", "reviews", "vouchers",
            "communications", "shipping",
        )),
    )  # fmt: skip
    settings.configure(
        INSTALLED_APPS=[
            "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "django.contrib.messages",
            "django.contrib.sites", "django.contrib.flatpages", "oscar.config.Shop",
            *(f"oscar.apps.{part}.apps.{_name_config(part)}" for part in parts),
            "widget_tweaks", "haystack", "treebeard", "django_tables2",
        ],
        DATABASES={"default": database},
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        HAYSTACK_CONNECTIONS={"default": {"ENGINE": "haystack.backends.simple_backend.SimpleEngine"}},
        USE_TZ=True,
        SITE_ID=1,
        SECRET_KEY="bench",
        ROOT_URLCONF=__name__,
        **own,
    )  # fmt: skip
    django.setup()


def _name_config(part: str) -> str:
    """Class of an application of the peer: ``DashboardConfig``, ``ReportsDashboardConfig``, …"""
    if part.startswith("dashboard."):
        return f"{part.removeprefix('dashboard.').capitalize()}DashboardConfig"
    return "".join(word.capitalize() for word in part.split(".")) + "Config"


if __name__ == "__main__":
    main(json.loads(sys.argv[1]), *map(int, sys.argv[2:5]))
