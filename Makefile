# The everyday commands, each one line. `make` alone lists them.
MVN := mvn -B -ntp
JAR := target/tandem.jar
EMBEDDED := $(or $(TANDEM_EMBEDDED_DIRECTORY),.embedded)
DATABASES := java -XX:TieredStopAtLevel=1 -Dloader.main=dev.tandem.migration.embedded.DatabasesCommand -Dtandem.embedded.directory=$(EMBEDDED) -cp $(JAR) org.springframework.boot.loader.launch.PropertiesLauncher

.DEFAULT_GOAL := help
.PHONY: help demo test test-matrix build format clean databases-up databases-down seed-dev seed-demo seed-test

help: ## Lists these commands
	@grep -hE '^[a-z -]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-28s %s\n", $$1, $$2}'

demo: build ## Starts the sample application on embedded databases, on port 8080, until Ctrl-C
	@exec java -jar $(JAR) --tandem.embedded.enabled=true --tandem.embedded.directory=$(EMBEDDED)

test: ## Runs every test of every module on real databases
	$(MVN) verify

test-matrix: ## Runs what PostgreSQL versions may differ in on PostgreSQL 14 to 18
	$(MVN) test -pl migration-core -am -Pmatrix -Dgroups=matrix

build: ## Builds the sample's jar when sources are newer
	@./migrate --build

format: ## Formats the sources
	$(MVN) -q spotless:apply

databases-up: build ## Starts embedded PostgreSQL and ClickHouse, detached; their data stays in .embedded/
	@$(DATABASES) up

databases-down: build ## Ends them
	@$(DATABASES) down

seed-dev seed-demo seed-test: ## Fills the databases with the rows of seeds/dev.yaml, demo.yaml or test.yaml
	@./migrate seed $(@:seed-%=%)

clean: ## Removes what was built
	$(MVN) -q clean && rm -rf target
