# The everyday commands, each one line. `make` alone lists them.
MVN := mvn -B -ntp
JAR := target/tandem.jar
EMBEDDED := $(or $(TANDEM_EMBEDDED_DIRECTORY),.embedded)
DATABASES := java -XX:TieredStopAtLevel=1 -Dloader.main=dev.tandem.migration.embedded.DatabasesCommand -Dtandem.embedded.directory=$(EMBEDDED) -cp $(JAR) org.springframework.boot.loader.launch.PropertiesLauncher

# The starter, and what it is beside. The classes that are tested are those built for the Spring Boot and the Java of the pom.
COMPAT_TESTS := -pl starter-tests -am -Dmaven.main.skip=true -Dsurefire.failIfNoSpecifiedTests=false \
	-Dtest='dev/tandem/migration/boot/**/*Test,dev/tandem/migration/startertests/*Test'
LIQUIBASE_TESTS := -pl starter-tests -am -Dmaven.main.skip=true -Dsurefire.failIfNoSpecifiedTests=false \
	-Dtest='dev/tandem/migration/liquibase/*Test,dev/tandem/migration/boot/**/Changelog*Test,dev/tandem/migration/startertests/*Test'
COMPAT_JAVA_HOME = $(shell .ci/newest-java)

.DEFAULT_GOAL := help
.PHONY: help demo test test-matrix test-faults test-compat test-outside bench bench-quick build format clean databases-up databases-down migrate-up migrate-down migrate-status migrate-reset \
	create-migration seed-dev seed-demo seed-test shell-db shell-clickhouse

help: ## Lists these commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-17s %s\n", $$1, $$2}'

demo: build ## Starts the sample application on embedded databases, on port 8080, until Ctrl-C
	@exec java -jar $(JAR) --tandem.embedded.enabled=true --tandem.embedded.directory=$(EMBEDDED)

test: ## Runs every test of every module on real databases
	$(MVN) verify

test-matrix: ## Runs what PostgreSQL versions may differ in on PostgreSQL 14 to 18
	$(MVN) test -pl migration-core -am -Pmatrix -Dgroups=matrix

test-faults: ## Runs the whole fault suite and prints its table (ROW=Kill for the classes whose names begin so)
	@.ci/fault-tools
	@rm -rf migration-core/target/faults
	$(MVN) test -pl migration-core -am -Dfaults.full=true -Dcore.forkCount=1 -Dtest='dev/tandem/migration/fault/$(ROW)*Test' -Dsurefire.failIfNoSpecifiedTests=false
	@printf '| row | what | counts | time |\n| --- | --- | --- | --- |\n'; cat migration-core/target/faults/*.md

test-compat: ## Tests the starter on Spring Boot 4.0, with Liquibase 5, then on the newest JDK of this machine (or COMPAT_JAVA_HOME=…)
	$(MVN) test-compile -pl starter-tests -am
	$(MVN) test -Pboot-4.0 $(COMPAT_TESTS)
	$(MVN) test -Pliquibase-5 $(LIQUIBASE_TESTS)
	$(MVN) test -Djvm='$(COMPAT_JAVA_HOME)/bin/java' $(COMPAT_TESTS)

test-outside: ## Builds and starts an application from the README alone, with Spring Boot 4.1 and 4.0 (or BOOT=4.1.1)
	@.ci/outside-application $(BOOT)

bench: ## Measures beside Flyway, Liquibase, dbmate and the least possible; writes docs/performance.md (under 30 minutes)
	@benchmarks/run

bench-quick: ## The same for what concerns 1,000 migrations, in three rounds; writes nothing (under 4 minutes)
	@benchmarks/run quick

build: ## Builds the sample's jar when sources are newer
	@./migrate --build

format: ## Formats the sources
	$(MVN) -q spotless:apply

databases-up: build ## Starts embedded PostgreSQL and ClickHouse, detached; their data stays in .embedded/
	@$(DATABASES) up

databases-down: build ## Ends them
	@$(DATABASES) down

migrate-up: ## Applies what is pending in both databases
	@./migrate up $(ARGS)

migrate-down: ## Takes the latest migration of each database back, after asking (ARGS="--db postgres --steps 2")
	@./migrate down $(ARGS)

migrate-status: ## Shows where both databases stand
	@./migrate status $(ARGS)

migrate-reset: ## Empties both databases, after asking, and applies everything again
	@./migrate drop $(ARGS) && ./migrate up $(ARGS)

create-migration: ## Writes files for a new migration: DB=postgres|clickhouse NAME=add_users_table
	@test -n "$(NAME)" || { echo 'Which name? make create-migration DB=postgres NAME=add_users_table' >&2; exit 2; }
	@./migrate create --name "$(NAME)" $(if $(DB),--db $(DB))

seed-dev: ## Loads seeds/dev.yaml
	@./migrate seed dev

seed-demo: ## Loads seeds/demo.yaml
	@./migrate seed demo

seed-test: ## Loads seeds/test.yaml
	@./migrate seed test

shell-db: ## A small SQL prompt on PostgreSQL
	@./migrate shell --db postgres

shell-clickhouse: ## A small SQL prompt on ClickHouse
	@./migrate shell --db clickhouse

clean: ## Removes what was built
	$(MVN) -q clean && rm -rf target
