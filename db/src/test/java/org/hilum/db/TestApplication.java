package org.hilum.db;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Import;

/** The smallest application with Hilum's database in it. */
@SpringBootConfiguration
@EnableAutoConfiguration
@Import(DbConfiguration.class)
class TestApplication {}
