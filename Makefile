# Each target is one line into a script; `make run` and `make test` need Python 3.11 and make, nothing else.
PYTHON3 ?= $(shell command -v python3.11 || command -v python3)
PY := .venv/bin/python

.PHONY: run test check bench bench-web lighthouse screens demo migrate lock clean

run:            ## set up and serve the shop with demo data on http://localhost:3000
	@$(PYTHON3) tools/bootstrap.py run
	@exec $(PY) tools/start.py

test:           ## set up and run all tests
	@$(PYTHON3) tools/bootstrap.py test
	@$(PY) tools/test.py

check:          ## ruff, mypy, import-linter
	@$(PYTHON3) tools/bootstrap.py dev
	@$(PY) tools/check.py

bench:          ## benchmarks, each a table with its baseline
	@$(PYTHON3) tools/bootstrap.py test
	@$(PY) -m tests.bench

lighthouse:     ## Lighthouse on the main pages (needs npm, comes with the virtual environment)
	@$(PYTHON3) tools/bootstrap.py test
	@$(PY) tools/lighthouse.py

screens:        ## take the pictures in docs/screens anew
	@$(PYTHON3) tools/bootstrap.py test
	@$(PY) tools/screens.py

demo:           ## throw the demo's data away and make it anew
	@$(PYTHON3) tools/bootstrap.py run
	@$(PY) -m ocmp_app.cli demo

migrate:        ## bring the database up to date
	@$(PYTHON3) tools/bootstrap.py run
	@$(PY) tools/start.py --migrate-only

lock:           ## renew the pins of all packages
	@$(PYTHON3) tools/bootstrap.py dev
	@$(PY) tools/lock.py

clean:          ## remove everything that was set up
	rm -rf .venv .web .run .states
