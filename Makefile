# Everything a person types. `make run` shows the product, `make check` is the quick loop, `make test` is the whole truth,
# `make bench` measures. Each installs what it lacks.
SHELL := /bin/bash
MAKEFLAGS += --no-print-directory
export PATH := $(HOME)/.cargo/bin:$(PATH)
TARGET := $(or $(CARGO_TARGET_DIR),$(CURDIR)/target)
BUILT := gateway/assets/built/manifest.json
FRONTEND := $(shell find gateway/frontend -name node_modules -prune -o -type f -print 2>/dev/null)
NODE_MODULES := tests/browser/node_modules/.package-lock.json
NPM_CI := npm ci --ignore-scripts --no-audit --no-fund --loglevel=error

.PHONY: run check test bench frontend help
help:
	@echo "make run | check | test | bench (see README.md)"

# Pages' styles and scripts, from the GOV.UK and MoJ packages; rebuilt only when their lock or a source is newer. Words go to stderr.
frontend: $(BUILT)
$(BUILT): $(FRONTEND)
	@cd gateway/frontend && $(NPM_CI) >&2 && node build.mjs >&2
	@touch $@

$(NODE_MODULES): tests/browser/package-lock.json
	@cd tests/browser && $(NPM_CI) >&2
	@touch $@

# Standard output belongs to the gateway here: one JSON line when it is ready.
run: $(BUILT)
	@cargo build --release --locked -p gateway >&2
	@exec $(TARGET)/release/gateway demo

check: $(BUILT)
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --locked -- -D warnings
	RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --locked --quiet
	@tests/run check

test: $(BUILT) $(NODE_MODULES)
	@tests/run all

bench: $(BUILT)
	@tests/bench/run
