package dev.tandem.migration.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Moments that no test meets from outside: the server is played by this test, on the very thread that cancels. */
@Timeout(30)
class CancellationTest {
    private final List<String> done = new ArrayList<>();
    private Runnable atTheServer = () -> {};

    private final Cancellation cancellation = new Cancellation(new Cancellation.Means() {
        @Override
        public void ask() {
            done.add("asked");
            atTheServer.run();
        }

        @Override
        public void terminate() {
            done.add("terminated");
        }

        @Override
        public void cut() {
            done.add("cut");
            atTheServer.run();
        }
    });

    @Test
    void aCancelThatMeetsAStatementWhichEndsByItselfKeepsTheNextFromBeginning() {
        atTheServer = cancellation::end;
        cancellation.begin();

        cancellation.cancel();

        assertThat(done).containsExactly("asked");
        assertNothingBegins();
    }

    @Test
    void aCancelThatMeetsNothingKeepsTheNextFromBeginning() {
        cancellation.cancel();

        assertThat(done).isEmpty();
        assertNothingBegins();
    }

    @Test
    void aCancelThatHadToCutTheConnectionKeepsTheNextFromBeginning() {
        cancellation.begin();

        cancellation.cancel();

        assertThat(done).contains("terminated").endsWith("cut");
        cancellation.end();
        assertNothingBegins();
    }

    @Test
    void whatFollowsWhenItWasTakenBackBegins() {
        cancellation.cancel();

        cancellation.forget();

        assertThatCode(cancellation::beginUnlessLate).doesNotThrowAnyException();
    }

    private void assertNothingBegins() {
        assertThatThrownBy(cancellation::beginUnlessLate)
                .isInstanceOf(SQLException.class)
                .hasMessage("Cancelled before it was sent.");
    }
}
