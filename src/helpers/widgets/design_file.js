// A button that hands a file, held by the kernel as base64, to the browser as a download.
export default {
  render({ model, el }) {
    const button = document.createElement("button");
    button.style.width = "auto";
    const draw = () => {
      button.textContent = model.get("label");
      button.disabled = !model.get("content");
      button.className = `jupyter-button widget-button${button.disabled ? "" : " mod-primary"}`;
    };
    button.addEventListener("click", () => {
      const bytes = Uint8Array.from(atob(model.get("content")), (each) => each.charCodeAt(0));
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([bytes], { type: "application/zip" }));
      link.download = model.get("name");
      document.body.append(link);
      link.click();
      link.remove();
      setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    });
    model.on("change:label", draw);
    model.on("change:content", draw);
    draw();
    el.append(button);
  },
};
