# Two images of one version: `heat` runs the web process and the worker, `proxy` is nginx with Heat's static files.

FROM python:3.11-slim-bookworm AS heat
ENV PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    HOST=0.0.0.0 \
    PORT=8000 \
    HEAT_DATA=/data \
    HEAT_STATIC=/heat/staticfiles
WORKDIR /heat
COPY requirements.txt .
COPY clients/python clients/python
RUN pip install --no-cache-dir --no-deps --disable-pip-version-check -r requirements.txt \
    && useradd --system --uid 10001 --home-dir /data --create-home heat
COPY manage.py pyproject.toml LICENSE ./
COPY heatsite heatsite
COPY crunchers crunchers
COPY requests_app requests_app
COPY templates templates
COPY static static
RUN HEAT_DATA=/tmp/build SECRET_KEY=only-for-this-step python manage.py collectstatic --noinput --verbosity 0
USER 10001
EXPOSE 8000
CMD ["python", "-m", "heatsite.server"]

FROM nginx:1.29-alpine AS proxy
COPY deploy/nginx /etc/nginx/heat
COPY --from=heat /heat/staticfiles /srv/heat/static
CMD ["nginx", "-c", "/etc/nginx/heat/plain.conf", "-g", "daemon off;"]
