/**
 * Models on disk and what is known of models: the layout of the store, what is installed, and the
 * catalogue of roles and models.
 *
 * <p>May depend on: {@code gguf}. Must not: load a model, choose one, or print. Nothing outside
 * this package knows the layout of the disk.
 */
package org.nextgeneration.store;
