"""Run by ``bench.peers`` with django-hordak installed: postings a second through the peer's own interface."""

import json
import sys
import threading
import time

import django
from django.conf import settings


def main(database: dict[str, object], count: int, threads: int) -> None:
    """Post so often from so many threads; prints the rate as JSON."""
    configure(database)
    # what stands on Django can only be imported when Django knows its database
    from django.core.management import call_command
    from django.db import connection, transaction
    from hordak.models import Account
    from moneyed import Money

    call_command("migrate", verbosity=0)
    if not Account.objects.exists():
        for index in range(threads * 8):
            Account.objects.create(name=f"m{index}", code=f"{index:03}", type="LI", currencies=["EUR"])
        Account.objects.create(name="issuance", code="999", type="EX", currencies=["EUR"])
    members = list(Account.objects.filter(type="LI"))
    issuance = Account.objects.get(type="EX")

    def work(number: int) -> None:
        for index in range(count // threads):
            with transaction.atomic():
                issuance.transfer_to(members[(number + index * threads) % len(members)], Money(5, "EUR"))
        connection.close()

    begun = time.perf_counter()
    running = [threading.Thread(target=work, args=(number,)) for number in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    print(json.dumps({"rate": count // threads * threads / (time.perf_counter() - begun)}))


def configure(database: dict[str, object]) -> None:
    """Tell Django its database and applications."""
    settings.configure(
        INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "mptt", "hordak"],
        DATABASES={"default": database},
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        USE_TZ=True,
        DEFAULT_CURRENCY="EUR",
        CURRENCIES=("EUR",),
        SECRET_KEY="bench",
    )
    django.setup()


if __name__ == "__main__":
    main(json.loads(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
