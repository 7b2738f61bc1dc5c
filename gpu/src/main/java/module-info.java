/** Graphics cards: what there is, what the policy allows, and where processes really are. */
@org.jspecify.annotations.NullMarked
module org.nextgeneration.gpu {
    requires static transitive org.jspecify;

    exports org.nextgeneration.gpu;
}
