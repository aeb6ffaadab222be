# The work itself is in build/*.sh; this file only names it.
.PHONY: help run test build build-windows server bench sim fuzz gen check e2e mutants clean
.DEFAULT_GOAL := help

help: ## list the targets
	@sed -n 's/^\([a-z0-9-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 16

run: ## install what is missing, build the desktop and open it (ARGS="--browser" for an address instead)
	@build/run.sh $(ARGS)

test: ## everything that CI checks, in its order
	@build/test.sh

build: ## the desktop program: bin/naryad
	@build/desktop.sh

build-windows: ## bin/windows/naryad.exe (window) and naryad-cli.exe (console)
	@build/windows.sh

server: ## the static program without a window, for servers: bin/headless/naryad
	@build/headless.sh

bench: ## print the figures
	@build/bench.sh

sim: ## the simulator (SEEDS=5000, SEED=n for one of them with its trace)
	@build/sim.sh

fuzz: ## every fuzz target for a short while (FUZZTIME=20s)
	@build/fuzz.sh

gen: ## write the generated files anew
	@build/gen.sh

check: ## the quick part of test: lint, types and tests without the race detector
	@build/check.sh

e2e: ## drive the built program in Chromium, in WebKit and in its own window
	@build/e2e.sh

mutants: ## turn every guard that cites a rule around; each must be caught by a test
	@build/mutants.sh

clean: ## remove what was built
	@rm -rf bin .cache frontend/dist/assets frontend/dist/index.html
