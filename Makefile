# Everything that is done with this repository; `make` alone lists it.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

# Pinned tools; fetched from npm into .tools/ when the machine has no fitting ones.
DENO_VERSION := 2.9.6
NODE_VERSION := 26.10.0
SYSTEM := $(shell uname -s | tr A-Z a-z)-$(shell uname -m | sed 's/x86_64/x64/; s/aarch64/arm64/')

has = $(shell command -v $(1) >/dev/null 2>&1 && $(1) --version 2>/dev/null | head -1 | grep -qE '$(2)' && command -v $(1))
TOOLS := $(CURDIR)/.tools
DENO := $(or $(call has,deno,^deno 2\.9\.),$(TOOLS)/deno)
NODE := $(or $(call has,node,^v26\.),$(TOOLS)/node)
FETCHED := $(if $(filter $(TOOLS)/%,$(DENO) $(NODE)),$(TOOLS)/fetched)

export DENO_DIR := $(TOOLS)/cache
export DENO_NO_UPDATE_CHECK := 1
SOURCES := $(shell find cli lib -name '*.ts' -not -name '*_test.ts' -o -name '*.css' -o -name '*.js' -o -path '*/init/ci/*') deno.json deno.lock

VERSION = $(shell sed -nE 's/^  "version": "(.*)",$$/\1/p' deno.json)

.PHONY: help build lib demo record-demo test soak bench cut release fmt check clean

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 16

build: bin/profile ## the binary bin/profile

lib: bin/profile.lib.mjs ## the library bin/profile.lib.mjs, for Deno and Node

demo: build ## plays the profile us-small against the embedded WEPPcloud
	bin/profile play us-small --embedded

record-demo: build node_modules ## records the shipped profiles anew into DATA_ROOT (default: a new folder), or those of SLUGS
	$(DENO) run -A --no-check tests/demo/record_demo.ts $(DATA_ROOT) $(SLUGS)

test: build lib node_modules ## the daily check: format, lint, types, unit, golden and fault tests
	$(DENO) run -A --no-check tests/run.ts test

soak: build lib node_modules ## the long runs: kills, models, fuzzing
	$(DENO) run -A --no-check tests/run.ts soak

bench: build node_modules ## measures, as ratios
	$(DENO) run -A --no-check tests/bench/bench.ts

cut: ## makes the changelog's Unreleased the section of version TO, and TO the version
	@grep -qE '^[0-9]+\.[0-9]+\.[0-9]+$$' <<< "$(TO)" || { echo 'Say which version: make cut TO=<major>.<minor>.<patch>' >&2; exit 2; }
	@grep -q '^## Unreleased$$' CHANGELOG.md || { echo 'CHANGELOG.md has no section Unreleased: nothing to release' >&2; exit 2; }
	@sed -i.old 's/^## Unreleased$$/## $(TO)/' CHANGELOG.md
	@sed -i.old 's/^  "version": ".*",$$/  "version": "$(TO)",/' deno.json; rm CHANGELOG.md.old deno.json.old

release: bin/profile.cjs | $(FETCHED) ## binaries of all platforms, or of PLATFORMS, into bin/release/
	@.ci/release $(NODE) $$($(NODE) --version | tr -d v) $(VERSION) $(PLATFORMS)

fmt: node_modules ## formats the sources
	$(DENO) fmt --quiet

check: node_modules ## types and lint only
	$(DENO) check cli lib tests
	$(DENO) lint --quiet

clean: ## removes what was built and fetched
	rm -rf bin .tools node_modules

$(TOOLS)/fetched: Makefile
	@mkdir -p $(TOOLS)
	npm install --prefix $(TOOLS) --no-save --no-package-lock --ignore-scripts --no-audit --no-fund --loglevel=error \
		deno@$(DENO_VERSION) node-$(SYSTEM)@$(NODE_VERSION)
	@ln -sf "$$(cd $(TOOLS) && ls node_modules/@deno/*/deno | head -1)" $(TOOLS)/deno
	@ln -sf node_modules/node-$(SYSTEM)/bin/node $(TOOLS)/node
	@touch $@

node_modules: deno.json deno.lock | $(FETCHED)
	$(DENO) install --quiet
	@touch node_modules

# CommonJS, as only that starts from a code cache; its first line says how it was built. Escaped to ASCII, as one
# letter beyond Latin-1 makes the runtime hold all of it in two bytes a letter.
bin/profile.cjs: $(SOURCES) node_modules Makefile $(wildcard .git/logs/HEAD)
	@mkdir -p bin
	$(DENO) bundle --quiet --platform=deno --format=cjs -o bin/profile.body.cjs cli/main.ts
	@{ printf 'globalThis.__PROFILE_BUILD__ = {"embedding":"bundle","commit":"%s","tools":"%s"};\n' \
		"$$(git rev-parse --short=12 HEAD 2>/dev/null || echo unknown)" "deno $$($(DENO) --version | sed -nE "1s/deno ([^ ]+).*/\1/p"), node $$($(NODE) --version)"; \
		$(NODE) -e 'process.stdout.write(require("fs").readFileSync(0, "utf8").replace(/[^\0-\x7f]/g, (c) => "\\u" + c.charCodeAt(0).toString(16).padStart(4, "0")))' \
			< bin/profile.body.cjs; } > $@
	@rm bin/profile.body.cjs

# `--` keeps the runtime from reading our arguments (`--env-file`) and NODE_OPTIONS as its own.
# Embedded with deno compile where its runtime can be had, else as a Node single executable, which keeps new
# objects in 2 MiB at a time: less memory in an upload, and reading large lists takes little longer.
bin/profile: bin/profile.cjs | $(FETCHED)
	@embed() { sed "1s/\"bundle\"/\"$$1\"/" bin/profile.cjs > bin/profile.embed.cjs; }; \
	embed 'deno compile'; \
	if ! $(DENO) compile --quiet --no-check --allow-all --output bin/profile.new bin/profile.embed.cjs 2>/dev/null; then \
		embed 'node single executable'; \
		printf '{"main":"%s","output":"%s","execArgv":["--max-semi-space-size=2","--"],"execArgvExtension":"none","disableExperimentalSEAWarning":true,"useCodeCache":true}' \
			bin/profile.embed.cjs bin/profile.new > bin/sea.json; \
		$(NODE) --build-sea bin/sea.json >/dev/null; \
	fi; \
	rm -f bin/profile.embed.cjs bin/sea.json; mv bin/profile.new $@; $@ --version --verbose | sed -n 2p

# For programs that import the engine; editors find the types of the sources beside it. Parts of it are CommonJS and
# want a `require`, which a module must make itself; comments of packages name files of theirs, which Deno looks for.
bin/profile.lib.mjs: $(SOURCES) node_modules Makefile
	@mkdir -p bin
	$(DENO) bundle --quiet --platform=deno --format=esm -o bin/profile.body.mjs lib/mod.ts
	@{ echo 'import { createRequire as requireOf } from "node:module"; const require = requireOf(import.meta.url);'; \
		sed -E '/^ *(\*|\/\*)/s/@import |import\(/of /g' bin/profile.body.mjs; } > $@; rm bin/profile.body.mjs
	@echo 'export * from "../lib/mod.ts";' > bin/profile.lib.d.mts
