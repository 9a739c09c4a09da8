# Everything starts here. The work is done by the small scripts in tools/; `make up` and `make test` set up
# whatever is missing and do nothing twice.
PYTHON ?= python3
SETUP  := @$(PYTHON) tools/setup.py
RUN    := .venv/bin/python

.PHONY: up test check fmt ci bench messages verify.pyz soak soak-phone soak-bundles lock clean

up:        ## serve on port 8000 with the demo estate; EMPTY=1 for an empty one, ARGS="--port 8001" for more
	$(SETUP) up $(if $(EMPTY),--empty) $(ARGS)

test:      ## every test, on SQLite and on PostgreSQL, pages in Chromium included
	$(SETUP) test
	@$(RUN) tools/tests.py $(ARGS)

check:     ## ruff, mypy, import-linter, tidy
	$(SETUP) dev
	@$(RUN) tools/check.py

fmt:       ## put the code into the common form
	$(SETUP) dev
	@$(RUN) -m ruff check --fix --quiet . ; $(RUN) -m ruff format --quiet .

ci:        ## all that has to hold before a change is taken in
	$(SETUP) test
	@bad=0; for part in check alone tests; do $(RUN) tools/$$part.py || bad=1; done; exit $$bad

bench:     ## measure; prints its figures
	$(SETUP) dev
	@$(RUN) -m bench $(ARGS)

messages:  ## take new screen texts into the catalogues of locale/
	$(SETUP) dev
	@$(RUN) tools/messages.py extract

verify.pyz: ## the auditor's program in one file: dist/verify.pyz
	@$(PYTHON) tools/pyz.py

soak:      ## long runs that a test only tries shortly: 10,000 mutated bundles, 1,000 kills on either database
	$(SETUP) test
	@$(RUN) tools/soak.py $(ARGS)
	@$(RUN) tools/soak.py --postgres $(ARGS)
	@WEITUO_MUTATIONS=10000 $(RUN) -m pytest -q -s tests/weituo/month/test_audit.py -k mutated

soak-phone: ## 1,000 random histories of the engineer's app in a real browser; ARGS="--histories N --seed S" for others
	$(SETUP) test
	@$(RUN) tools/phone_soak.py $(ARGS)

soak-bundles: ## 10,000 wrong bundles made of the golden one; ARGS="COUNT SEED" for others
	$(SETUP) dev
	@$(RUN) tools/mutate.py $(ARGS)

lock:      ## choose newer dependencies: make lock ARGS=--upgrade
	$(SETUP) dev
	@$(RUN) tools/lock.py $(ARGS)
	@cd frontend && npm install --package-lock-only && cd browser && npm install --package-lock-only && cd ../../contracts && npm install --package-lock-only

clean:     ## remove everything that can be made again; data/ stays
	rm -rf .venv frontend/node_modules frontend/dist frontend/browser/node_modules frontend/browser/bin contracts/node_modules
	rm -rf .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis dist build
