/** What the machine is doing, and whether it is fit: samples, records, the doctor. */
@org.jspecify.annotations.NullMarked
module org.nextgeneration.health {
    requires java.net.http;
    requires transitive org.nextgeneration.agents;
    requires transitive org.nextgeneration.engine;
    requires org.nextgeneration.gguf;
    requires transitive org.nextgeneration.gpu;
    requires org.nextgeneration.select;
    requires transitive org.nextgeneration.store;
    requires static transitive org.jspecify;
    requires tools.jackson.core;

    exports org.nextgeneration.health;
    exports org.nextgeneration.health.doctor;
}
