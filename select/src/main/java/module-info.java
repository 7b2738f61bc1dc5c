/** Task analysis and model choice. */
@org.jspecify.annotations.NullMarked
module org.nextgeneration.select {
    requires static transitive org.jspecify;
    requires transitive org.nextgeneration.store;

    exports org.nextgeneration.select;
}
