/** Assistants: named behaviours. */
@org.jspecify.annotations.NullMarked
module org.nextgeneration.agents {
    requires static transitive org.jspecify;
    requires transitive org.nextgeneration.store;

    exports org.nextgeneration.agents;
}
