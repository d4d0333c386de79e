"""The cache for rate limits and one-time codes. Redis may be lost: then each process counts for itself."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import redis
import structlog
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache

log = structlog.get_logger(__name__)


def with_fallback(name: str) -> Callable[..., Any]:  # Any: whatever the cache holds
    through_redis = getattr(RedisCache, name)

    @wraps(through_redis)
    def call(self: "RedisOrMemory", *args: Any, **options: Any) -> Any:
        try:
            return through_redis(self, *args, **options)
        except redis.RedisError as error:
            log.warning("cache_without_redis", error=type(error).__name__)
            return getattr(self.memory, name)(*args, **options)

    return call


class RedisOrMemory(RedisCache):
    def __init__(self, server: str, params: dict[str, Any]) -> None:  # Any: as in Django
        super().__init__(server, params)
        self.memory = LocMemCache("without-redis", params)

    add = with_fallback("add")
    get = with_fallback("get")
    set = with_fallback("set")
    touch = with_fallback("touch")
    delete = with_fallback("delete")
    has_key = with_fallback("has_key")
    incr = with_fallback("incr")
    clear = with_fallback("clear")
