# The two commands: `make serve` and `make test`. Everything else is a part of them, or for developers.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

CARGO ?= cargo
VENV := .venv
E2E_BINARY := target/debug/assay

.PHONY: help
help: ## Show this list
	@grep -E '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

# --- the two commands --------------------------------------------------------------------------------

.PHONY: serve
serve: build ## Build and run the server on the embedded defaults
	@exec target/release/assay serve

.PHONY: test
test: install-tests check unit e2e ## Install what the tests need, then run them all

# --- building ----------------------------------------------------------------------------------------

.PHONY: build
build: compiler ## Build the release binary, target/release/assay
	$(CARGO) build --release --locked -p assay

# The embedded database and the TLS code have C in them.
.PHONY: compiler
compiler:
	@command -v cc >/dev/null || tests/install.sh compiler

# --- testing -----------------------------------------------------------------------------------------

.PHONY: install-tests
install-tests: compiler ## Install PostgreSQL, an S3 server, the official SDKs and Node's runtime
	tests/install.sh all

.PHONY: check
check: ## Format, lints and dependency policy
	$(CARGO) fmt --all -- --check
	$(CARGO) clippy --workspace --all-targets --locked -- -D warnings
	$(CARGO) deny --locked check bans licenses sources

.PHONY: unit
unit: ## Unit, property, contract, wall, conformance and break-out tests; PostgreSQL and S3 are real
	tests/with-servers.sh $(CARGO) test --workspace --locked

.PHONY: e2e
e2e: ## The official SDKs against the real binary
	# As `unit` builds it: building the program alone would choose other features and compile everything anew.
	$(CARGO) test --workspace --locked --no-run --quiet
	tests/with-servers.sh $(VENV)/bin/python -m pytest -q e2e --assay $(E2E_BINARY)

.PHONY: generated
generated: ## Write the generated documents anew
	ASSAY_REGENERATE=1 $(CARGO) test -q --locked -p assay-wire -p assay

.PHONY: fuzz
fuzz: ## Run the fuzzers, a minute each (FUZZ_SECONDS=60)
	fuzz/run.sh

.PHONY: bench
bench: build ## Measure, against peers in the same run; writes nothing
	benches/run.sh
