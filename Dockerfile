# `briefing` in a container, for machines without Python. From a clone:
#
#   docker build --tag briefing .
#   docker run --rm --user "$(id -u):$(id -g)" --volume "$PWD:/project" briefing build
#   docker run --rm --user "$(id -u):$(id -g)" --volume "$PWD:/project" --publish 8000:8000 briefing serve -a 0.0.0.0:8000
#
# The project is the folder that is mounted on /project; `site/` is written into it, as the user who is named.
FROM python:3.13-slim AS install
COPY . /source
RUN python -m venv /opt/briefing \
    && /opt/briefing/bin/pip install --quiet --no-cache-dir /source

FROM python:3.13-slim
COPY --from=install /opt/briefing /opt/briefing
# A user that is named by number has no home; what libraries keep between two calls goes with the container.
ENV PATH=/opt/briefing/bin:$PATH HOME=/tmp PYTHONDONTWRITEBYTECODE=1
WORKDIR /project
USER 1000:1000
ENTRYPOINT ["briefing"]
CMD ["build"]
