/**
 * What a citizen, a notary or a newspaper asks of a published draw (公众核验): is the bundle what it says, whose signatures are
 * on it, and is the registration of this receipt on the list? The recomputation itself is {@link
 * org.fairlot.allocation.draw.fd1.BundleVerifier}; here its answer meets keys and receipts from outside. Offline.
 */
package org.fairlot.allocation.draw.check;
