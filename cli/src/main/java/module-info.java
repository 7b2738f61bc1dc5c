/** The command line. */
@org.jspecify.annotations.NullMarked
module org.nextgeneration.cli {
    requires info.picocli;
    requires java.management;
    requires jdk.management;
    requires org.jline;
    requires org.nextgeneration.agents;
    requires org.nextgeneration.engine;
    requires org.nextgeneration.gguf;
    requires org.nextgeneration.gpu;
    requires org.nextgeneration.health;
    requires org.nextgeneration.select;
    requires org.nextgeneration.store;
    requires static transitive org.jspecify;
    requires org.snakeyaml.engine;
    requires tools.jackson.core;
    requires tools.jackson.dataformat.yaml;

    opens org.nextgeneration.cli to
            info.picocli;
}
