FROM python:3.11-slim

RUN useradd --system --uid 10001 --create-home claims && install -d -o claims /data
WORKDIR /srv/alliance-claims

COPY pyproject.toml uv.lock README.md ./
COPY app app
COPY migrations migrations
COPY seed seed
RUN pip install --no-cache-dir uv==0.13.9 && uv sync --locked --no-dev --no-cache --compile-bytecode && pip uninstall --yes uv

USER claims
ENV HOST=0.0.0.0 PORT=8000 ALLIANCE_DATABASE_URL=sqlite:////data/alliance-claims.sqlite PATH=/srv/alliance-claims/.venv/bin:$PATH
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=3s --start-period=15s \
  CMD ["python", "-c", "import os, urllib.request as r; r.urlopen(f'http://127.0.0.1:{os.environ[\"PORT\"]}/ready', timeout=2)"]

# The steps of `make run`: migrate, seed unless that was done, serve.
CMD ["alliance-claims", "serve", "--seed", "seed"]
