"""Documents: letters and other papers, made once as data, shown as PDF or HTML."""
