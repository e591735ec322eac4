package dev.tandem.migration.boot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ApplicationArgumentsTest {

    @Test
    void theToolIsAskedForByTheFirstWordThatIsNoOption() {
        assertThat(ApplicationArguments.askForTool("migrate", "up")).isTrue();
        assertThat(ApplicationArguments.askForTool("--spring.profiles.active=prod", "migrate", "up"))
                .isTrue();
        assertThat(ApplicationArguments.askForTool("serve", "migrate")).isFalse();
        assertThat(ApplicationArguments.askForTool("--migrate")).isFalse();
        assertThat(ApplicationArguments.askForTool()).isFalse();
    }

    @Test
    void propertiesAreLeftToTheEnvironment() {
        assertThat(ApplicationArguments.forTool(
                        "--debug",
                        "--spring.profiles.active=prod",
                        "--dry-run",
                        "migrate",
                        "--tandem.path=file:migrations",
                        "up",
                        "--my.own=value",
                        "--db=postgres"))
                .containsExactly("--dry-run", "up", "--db=postgres");
    }

    @Test
    void onlyTheFirstOfTwoIsTheNameOfTheTool() {
        assertThat(ApplicationArguments.forTool("migrate", "migrate")).containsExactly("migrate");
    }
}
