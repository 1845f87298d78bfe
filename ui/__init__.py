"""What pages share: who asks, the connection, links, filters, formats, errors and components."""
