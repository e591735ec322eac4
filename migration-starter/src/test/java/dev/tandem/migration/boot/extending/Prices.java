package dev.tandem.migration.boot.extending;

import dev.tandem.migration.JavaCode;
import dev.tandem.migration.JavaMigration;
import dev.tandem.migration.boot.MigrationConfiguration;
import java.math.BigDecimal;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;

@MigrationConfiguration
class Prices {

    @Bean
    JavaMigration fillTax(@Value("${orders.tax-rate}") BigDecimal rate) {
        return new FillTax(rate);
    }

    private record FillTax(BigDecimal rate) implements JavaMigration {
        @Override
        public String database() {
            return "postgres";
        }

        @Override
        public long version() {
            return 7;
        }

        @Override
        public String name() {
            return "fill_tax";
        }

        @Override
        public JavaCode up() {
            return JavaCode.inTransaction(context -> context.jdbc()
                    .sql("UPDATE orders SET tax = net * ?")
                    .param(rate)
                    .update());
        }
    }
}
