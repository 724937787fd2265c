# syntax=docker/dockerfile:1
# Builds the wheel in one image and runs it in another, which holds neither compilers nor sources.

FROM python:3.12-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /src
COPY . .
# Both names: newer pip reads the first one for what builds the wheel, older pip the second.
RUN PIP_BUILD_CONSTRAINT=constraints.txt PIP_CONSTRAINT=constraints.txt \
    python -m pip wheel --no-deps --wheel-dir /wheel .
RUN python -m venv /opt/stadtbote \
    && /opt/stadtbote/bin/python -m pip install --constraint constraints.txt /wheel/*.whl \
    && /opt/stadtbote/bin/python -m pip uninstall --yes pip

FROM python:3.12-slim
RUN useradd --uid 10001 --create-home --shell /usr/sbin/nologin stadtbote \
    && install --directory --owner stadtbote --group stadtbote --mode 0700 /data
COPY --from=build /opt/stadtbote /opt/stadtbote
ENV PATH=/opt/stadtbote/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    STADTBOTE_DATABASE_URL=sqlite:////data/stadtbote.db \
    STADTBOTE_WEB_HOST=0.0.0.0
USER 10001
WORKDIR /home/stadtbote
VOLUME /data
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as u; u.build_opener(u.ProxyHandler({})).open('http://127.0.0.1:' + os.environ.get('STADTBOTE_WEB_PORT', '8080') + '/health/live', timeout=4)"]
ENTRYPOINT ["stadtbote"]
CMD ["run"]
